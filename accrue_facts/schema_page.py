"""docs/reference/facts.md, written from the schema by `make docs`."""

from __future__ import annotations

from accrue_facts.schema import COST_CODES, KINDS, TABLES, Column, TableForm

HEAD = """# The facts tables

This page is written from `accrue_facts/schema.py`; `make docs` writes it anew.

The one form in which any CRM is measured: a folder with one file for each table, `<table>.csv` or `<table>.parquet` (which may
be a folder of Parquet files), and
`programme.toml`. `accrue facts export DIR` writes it from Accrue, `accrue facts from-experiment` from one flat file,
`accrue facts check DIR` says what is in it, and `accrue measure … --data DIR` reads it.

- CSV is UTF-8 with one header line; comma, semicolon or tab between cells. Rows are counted from 1 below the header.
- Days and moments without a zone are UTC. They lie between 1900 and 2200.
- In CSV, numbers may be written 1.234,50 or 1,234.50, and days 30/04/2026, 04/30/2026 or 30.04.2026, where the whole column leaves no
  doubt. Where it does, the row is named, and nothing is guessed.
- Ids are text; a number is read as its digits.
- Money is in major units with a decimal point. Without a `currency` column it is in the base currency.
- A table or column that is missing turns off the lines that need it, and is named. A file that is there must have its
  required columns, at least one row, and no two rows with the same key.
- Names of files and columns are told apart by neither case nor blanks: `Person ID` is `person_id`.
- Unknown columns are kept and ignored.
"""

PROGRAMME = """## programme.toml

```toml
base_currency = "EUR"
go_live = 2025-01-06
baseline = [2024-01-01, 2024-12-31]
horizon_months = 36
discount_rate = 0.08        # a fraction, a year
margin_rate = 0.35          # contribution in one unit of revenue
loaded_hourly_rate = 48.0
cost_per_case = 12.0        # makes a line of the cost to serve, from cases
panel_measure = "margin"    # what the table panel holds, if it is money: margin, or revenue

[hours]                     # makes a line of working time saved, from tasks with minutes
realisation = 0.4           # the part of the time that becomes less pay or more work sold
adoption = 1.0              # the part of the users who work so
untouched = "travel"        # a kind of task the CRM did nothing about: it must not have changed

[[declared]]
name = "Two retired tools"
amount = 12000              # in the base currency, for the whole period
haircut = 0.25              # the fraction taken off
group = "tools"             # of a group only the largest counts; "margin", "hours", "service": only where no such line is measured

[[pin]]                     # measure a line by this design, were a better one possible
line = "margin"             # margin: rollout, donors or timeline; series: control or timeline
design = "timeline"
reason = "Agreed before go-live"
```

Every key may be missing. Without `base_currency` it is the only currency the tables name, else EUR. Without `go_live`
the period begins with the first fact and there is no trend line. Without `discount_rate` present values are at 0 %.
Without `margin_rate` revenue carries no money, and orders only where they have a `margin`.
Without `panel_measure` the panel carries no money. Without a pin each line takes the best design its data allow.
"""


def page() -> str:
    """The whole page."""
    kinds = "\n".join(f"| {kind} | {meaning} |" for kind, meaning in KINDS.items())
    codes = "\n".join(f"| `{code}` | {label} |" for code, label in COST_CODES.items())
    parts = [
        HEAD,
        f"## Kinds\n\n| kind | what may stand in a cell |\n| --- | --- |\n{kinds}\n",
        *(_table(form) for form in TABLES.values()),
        f"## Categories of costs\n\n| code | meaning |\n| --- | --- |\n{codes}\n",
        PROGRAMME,
    ]
    return "\n".join(parts)


def _table(form: TableForm) -> str:
    lines = [f"## {form.name}", "", form.meaning]
    if form.draws:
        lines.append(f"Draws {form.draws}.")
    if form.key:
        lines += ["", "Key: " + ", ".join(f"`{name}`" for name in form.key) + "."]
    lines += ["", "| column | kind | may be missing | meaning |", "| --- | --- | --- | --- |"]
    return "\n".join([*lines, *(_column(column) for column in form.columns)]) + "\n"


def _column(column: Column) -> str:
    meaning = column.meaning
    if column.one_of:
        meaning = ", ".join(f"`{one}`" for one in column.one_of)
    if column.required and column.may_be_empty:
        meaning = f"{meaning}; may be empty" if meaning else "may be empty"
    return f"| `{column.name}` | {column.kind} | {'' if column.required else 'yes'} | {meaning} |"
