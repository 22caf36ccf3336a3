"""`accrue measure`: what a CRM earned, from facts tables, without database or server."""

import click

from accrue.cli.lazy import Command, LazyGroup

COMMANDS = {
    "roi": Command(
        "accrue.cli.measure_roi:roi", "The return: benefit, cost, ROI, net return, ratio, payback."
    ),
    "effect": Command(
        "accrue.cli.measure_effect:effect", "What one arm of an experiment changed in one measure."
    ),
    "timeline": Command("accrue.cli.measure_timeline:timeline", "One measure before and after go-live."),
    "rollout": Command(
        "accrue.cli.measure_rollout:rollout", "What a roll-out to teams changed, each from its own date on."
    ),
    "clv": Command("accrue.cli.measure_clv:clv", "How often customers will buy again, and what it is worth."),
    "donors": Command(
        "accrue.cli.measure_donors:donors", "What go-live changed in a unit, against untouched units."
    ),
    "retention": Command(
        "accrue.cli.measure_retention:retention",
        "How long customers stay, who buys again, how long deals take.",
    ),
    "sample-size": Command(
        "accrue.cli.measure_sample_size:sample_size",
        "How many people an experiment needs, or what it can find.",
    ),
    "sales": Command(
        "accrue.cli.measure_sales:sales", "Win rate, deal size, time to win and stages, before and after."
    ),
    "kpis": Command(
        "accrue.cli.measure_kpis:kpis", "Every measure of the dashboards, by period, step and dimension."
    ),
    "productivity": Command(
        "accrue.cli.measure_productivity:productivity", "Time saved, work per user and cost to serve."
    ),
    "nps": Command("accrue.cli.measure_nps:nps", "The net promoter score with its interval."),
    "attribution": Command(
        "accrue.cli.measure_attribution:attribution", "How conversions are shared out among channels."
    ),
    "score": Command("accrue.cli.measure_score:score", "The chance of something, learnt from any CSV."),
    "usage-drop": Command("accrue.cli.measure_usage_drop:usage_drop", "Whose use fell improbably low."),
    "duplicates": Command(
        "accrue.cli.measure_duplicates:duplicates", "Which rows of a CSV mean the same person or company."
    ),
    "recommend": Command("accrue.cli.measure_recommend:recommend", "What people are likely to buy next."),
}


@click.group(
    cls=LazyGroup, commands_by_name=COMMANDS, epilog="Example: accrue measure roi --data facts/ --json"
)
def measure() -> None:
    """Measure what a CRM earned, from its facts tables.

    Any CRM will do: DIR is a folder of facts tables (see: accrue facts check DIR). No database and no server are
    needed. Every estimate comes with an interval; what the data cannot carry is refused, with the reason.
    """
