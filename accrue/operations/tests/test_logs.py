"""Logs are lines of JSON where asked for, tracebacks included, whoever writes them."""

import io
import json
import logging
import logging.config

import pytest
import structlog

from accrue.operations.logs import configure_structlog, logging_settings


@pytest.fixture
def written():
    """What a logger of the test's own writes."""

    def log_to(form):
        settings = logging_settings(form)
        stream = io.StringIO()
        formatter = settings["formatters"]["accrue"]
        handler = logging.StreamHandler(stream)
        handler.setFormatter(
            formatter["()"](
                processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]
            )
        )
        logger = logging.getLogger("accrue.test_logs")
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel("INFO")
        return logger, stream

    yield log_to
    logging.getLogger("accrue.test_logs").handlers = []


def test_a_line_of_json_with_the_time_in_utc(written):
    logger, stream = written("json")
    logger.warning("a job of %s failed", "müller")
    line = json.loads(stream.getvalue())
    assert line["event"] == "a job of müller failed"
    assert (line["level"], line["logger"]) == ("warning", "accrue.test_logs")
    assert line["timestamp"].endswith("Z")


def test_a_traceback_stays_on_its_line(written):
    logger, stream = written("json")
    try:
        raise ValueError("no")
    except ValueError:
        logger.exception("broken")
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["exception"][0]["exc_type"] == "ValueError"


def test_structlog_goes_the_same_way(written):
    configure_structlog()
    _, stream = written("json")
    structlog.get_logger("accrue.test_logs").info("sent", mails=3)
    assert json.loads(stream.getvalue())["mails"] == 3


def test_people_read_text(written):
    logger, stream = written("console")
    logger.warning("the disk is nearly full")
    assert "the disk is nearly full" in stream.getvalue()
    assert not stream.getvalue().startswith("{")
