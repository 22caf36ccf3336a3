"""The house's figures in Prometheus' text form, asked of the database at every scrape."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from accrue import clock
from accrue.operations import selectors


class House(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self._jobs()
        alive = GaugeMetricFamily("accrue_workers", "Workers heard of within the last ten seconds")
        alive.add_metric([], len(selectors.workers()))
        yield alive
        last = GaugeMetricFamily(
            "accrue_timed_job_last_run_timestamp", "When a timed job was last due", labels=["job"]
        )
        for timed in selectors.timetable():
            if timed.last:
                last.add_metric([timed.name], timed.last.timestamp())
        yield last
        database, disk = selectors.database(), selectors.disk()
        yield GaugeMetricFamily("accrue_database_bytes", "Size of the database", value=database.size)
        yield GaugeMetricFamily("accrue_database_connections", "Open connections", value=database.connections)
        yield GaugeMetricFamily("accrue_disk_free_bytes", "Free where ACCRUE_HOME lies", value=disk.free)

    def _jobs(self) -> Iterator[GaugeMetricFamily]:
        jobs = GaugeMetricFamily("accrue_jobs", "Jobs by queue and state", labels=["queue", "state"])
        waits = GaugeMetricFamily(
            "accrue_queue_wait_seconds", "Age of the oldest job that could run", labels=["queue"]
        )
        for queue in selectors.queues():
            for state in ("waiting", "running", "failed"):
                jobs.add_metric([queue.name, state], getattr(queue, state))
            seconds = (clock.now() - queue.oldest).total_seconds() if queue.oldest else 0.0
            waits.add_metric([queue.name], max(0.0, seconds))
        yield jobs
        yield waits


def exposition() -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(House())
    return generate_latest(registry)
