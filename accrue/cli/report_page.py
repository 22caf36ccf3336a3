"""A report as one self-contained page, and the same page as PDF."""

from __future__ import annotations

from html import escape

from accrue.cli import CommandError
from accrue.cli.report import Grid, Report, level_text

STYLE = """
:root{color-scheme:light}
body{font:14px/1.5 "Inter","DejaVu Sans",Arial,sans-serif;color:#1c222c;background:#fff;max-width:820px;
margin:32px auto;padding:0 16px;font-variant-numeric:tabular-nums}
h1{font-size:24px;font-weight:600;margin:0 0 8px}h2{font-size:16px;font-weight:600;margin:32px 0 8px}
p{margin:0 0 8px}table{border-collapse:collapse;width:100%;margin:8px 0}
th{font-weight:500;color:#545b68;text-align:left;font-size:12px}
th,td{padding:6px 12px 6px 0;border-bottom:1px solid #e1e4e9;vertical-align:top}
.n{text-align:right;white-space:nowrap}.lead{font-size:16px}.mute{color:#545b68}svg{max-width:100%;height:auto}
figure{margin:16px 0;break-inside:avoid}figcaption{color:#545b68;font-size:12px}tr{break-inside:avoid}
@page{size:A4;margin:18mm 16mm}@media print{body{margin:0;max-width:none}}
"""


def page(report: Report) -> str:
    """HTML with nothing outside itself: no script, no font, no picture from elsewhere."""
    parts = [f"<h1>{escape(report.title)}</h1>"]
    parts += [f'<p class="lead">{escape(sentence)}</p>' for sentence in report.lead]
    if report.rows:
        parts.append(_estimates(report))
    parts += [
        f"<figure>{chart.svg(760)}<figcaption>{escape(chart.summary)}</figcaption></figure>"
        for chart in report.charts()
    ]
    parts += [_grid(grid) for grid in report.grids]
    if report.refused:
        parts.append("<h2>Refused</h2>")
        parts += [f"<p>{escape(reason)}</p>" for reason in report.refused]
    if report.notes:
        parts.append("<h2>Notes</h2>")
        parts += [f'<p class="mute">{escape(note)}</p>' for note in report.notes]
    head = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(report.title)}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{STYLE}</style></head><body><main>"
    )
    return head + "".join(parts) + "</main></body></html>\n"


def pdf(html: str) -> bytes:
    """The page as PDF. CommandError where the system cannot make one."""
    try:
        from weasyprint import HTML
    except (OSError, ImportError) as error:
        reason = str(error).strip().splitlines()[0]
        raise CommandError(
            f"--pdf needs the system library Pango (Debian: apt install libpango-1.0-0 libpangoft2-1.0-0): {reason}"
        ) from None
    made: bytes = HTML(string=html).write_pdf()
    return made


def _estimates(report: Report) -> str:
    rows = []
    for row in report.rows:
        if row.value is None:
            cells = f'<td class="n">–</td><td class="mute">{escape(row.why)}</td>'
        else:
            words = " – could be chance" if row.could_be_chance else ""
            cells = (
                f'<td class="n">{escape(row.write(row.value))}</td><td>{escape(row.interval() + words)}</td>'
            )
        rows.append(f"<tr><td>{escape(row.label)}</td>{cells}</tr>")
    head = f'<tr><th></th><th class="n">Estimate</th><th>{level_text(report.level)} interval</th></tr>'
    return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def _grid(grid: Grid) -> str:
    classes = ['class="n"' if head in grid.right else "" for head in grid.heads]
    head = "".join(f"<th {c}>{escape(h)}</th>" for c, h in zip(classes, grid.heads, strict=True))
    body = "".join(
        "<tr>"
        + "".join(f"<td {c}>{escape(cell)}</td>" for c, cell in zip(classes, row, strict=True))
        + "</tr>"
        for row in grid.rows
    )
    return f"<h2>{escape(grid.title)}</h2><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
