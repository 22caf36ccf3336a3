"""Which stage a text of a file means, and the way of a deal through the stages, dated as the file has it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from accrue import clock
from accrue.exchange.options import Options
from accrue.exchange.planning.item import Item, compact
from accrue.sales.models import Stage, StageKind

WON = {
    "won",
    "closedwon",
    "gewonnen",
    "gagne",
    "gagnee",
    "ganado",
    "ganada",
    "vinto",
    "wygrana",
    "ganho",
    "выиграна",
}
LOST = {
    "lost",
    "closedlost",
    "verloren",
    "perdu",
    "perdue",
    "perdido",
    "perdida",
    "perso",
    "przegrana",
    "проиграна",
}
EARLY = {
    "prospecting",
    "prospect",
    "new",
    "neu",
    "open",
    "lead",
    "leadin",
    "qualification",
    "appointmentscheduled",
    "nouveau",
    "nuevo",
}
MIDDLE = {
    "engaging",
    "engaged",
    "contacted",
    "contactmade",
    "qualified",
    "qualifiedtobuy",
    "needsanalysis",
    "demoscheduled",
    "perceptionanalysis",
    "valueproposition",
}
LATE = {
    "negotiation",
    "negotiationreview",
    "negotiationsstarted",
    "contractsent",
    "decisionmakerboughtin",
    "proposalpricequote",
    "proposalmade",
    "verhandlung",
}


class Stages:
    """Those of the pipelines in use, or of the one chosen for the import."""

    def __init__(self, options: Options) -> None:
        self.options = options
        rows = Stage.objects.select_related("pipeline").filter(pipeline__archived_at__isnull=True)
        self.all = list(rows.order_by("pipeline__position", "pipeline_id", "position", "pk"))
        if options.pipeline_id:
            self.all = [stage for stage in self.all if stage.pipeline_id == options.pipeline_id]
        self.by_id = {stage.pk: stage for stage in self.all}

    def called(self, text: str) -> Stage:
        """The stage a text means: as said for this import, by its name, or by what it says of won and lost. Raises ValueError."""
        if text in self.options.stages and self.options.stages[text] in self.by_id:
            return self.by_id[self.options.stages[text]]
        name = compact(text)
        for stage in self.all:
            if compact(stage.name) == name:
                return stage
        kind = StageKind.WON if name in WON else StageKind.LOST if name in LOST else None
        closed = next((stage for stage in self.all if kind and stage.kind == kind), None)
        found = closed or self._usual(name)
        if found is None:
            raise ValueError(f"There is no stage “{text[:60]}”. Say on the page before which one is meant.")
        return found

    def _usual(self, name: str) -> Stage | None:
        """What other systems usually call a stage at the beginning, after it, or before the end of the way."""
        first = next(iter(self.all), None)
        ways = [
            one
            for one in self.all
            if one.kind == StageKind.OPEN and one.pipeline == (first and first.pipeline)
        ]
        if not ways:
            return None
        last = len(ways) - 1
        places = ((EARLY, 0), (MIDDLE, min(1, last)), (LATE, last))
        return next((ways[place] for names, place in places if name in names), None)

    def put_steps(self, item: Item) -> None:
        """The way: opened in an open stage, then where it stands, when that was."""
        values = item.values
        stage = values.pop("stage", None)
        opened, closed = values.pop("opened_on", None), values.pop("closed_on", None)
        now = clock.now()
        if stage is None and item.given.get("stage") is not None and item.faults:
            return
        stage = stage or next((one for one in self.all if one.kind == StageKind.OPEN), None)
        if stage is None:
            item.faults["stage"] = "There is no pipeline yet. Make one under Settings, Pipelines."
            return
        if not stage.is_closed and closed:
            values.setdefault("expected_close", closed.date())
            closed = None
        start = min(opened or closed or now, now)
        if opened and closed and closed < opened:
            item.faults["closed_on"] = "It was closed before it was opened."
            return
        values["steps"] = [(stage.pk, start)]
        if stage.is_closed:
            first = self._first_of(stage)
            end = min(closed or start, now)
            if end <= start:
                end = start + timedelta(seconds=1)
            values["steps"] = [(first.pk, start), (stage.pk, end)] if first else [(stage.pk, end)]

    def _first_of(self, stage: Stage) -> Stage | None:
        same = (one for one in self.all if one.pipeline_id == stage.pipeline_id)
        return next((one for one in same if one.kind == StageKind.OPEN), None)


def began(moment: datetime) -> datetime:
    """A day without an hour begins at noon here: the same day in every office."""
    if moment.time() == time(0):
        return timezone.make_aware(datetime.combine(moment.date(), time(12)))
    return moment
