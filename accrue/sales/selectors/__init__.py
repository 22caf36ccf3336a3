"""Questions about selling. Nothing here writes."""

from accrue.sales.selectors.board import PER_LANE, Board, Card, Lane, board, card_above
from accrue.sales.selectors.calendar import Calendar, Day, DayCard, calendar, require_days
from accrue.sales.selectors.deals import Step, cover, deal, deals, is_late, lines_of, open_of, steps_of
from accrue.sales.selectors.filters import DealFilters, needs_attention
from accrue.sales.selectors.outlook import Outlook, outlook
from accrue.sales.selectors.pipelines import Laid, loss_reasons, pipeline, pipelines
from accrue.sales.selectors.totals import Till

__all__ = [
    "PER_LANE",
    "Board",
    "Calendar",
    "Card",
    "Day",
    "DayCard",
    "DealFilters",
    "Laid",
    "Lane",
    "Outlook",
    "Step",
    "Till",
    "board",
    "calendar",
    "card_above",
    "cover",
    "deal",
    "deals",
    "is_late",
    "lines_of",
    "loss_reasons",
    "needs_attention",
    "open_of",
    "outlook",
    "pipeline",
    "pipelines",
    "require_days",
    "steps_of",
]
