"""A report as one HTML file with all that it needs: for a browser, a printer, a web console."""

from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from console.report import display
from console.report.charts import drawing
from console.report.svg import svg
from rules.report.model import Report, Table

SHADES = 5
# A page holds no character that steers a terminal.
_STEERING = {at: "\ufffd" for at in (*range(0x20), *range(0x7F, 0xA0)) if chr(at) not in "\t\n"}


def as_html(report: Report) -> bytes:
    """Write it; the same report gives the same bytes."""
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("report.html")
    made = page.render(report=report, show=display, chart=_chart, shades=SHADES)
    return (made.translate(_STEERING) + "\n").encode()


def _chart(table: Table) -> str:
    found = drawing(table)
    return svg(found) if found else ""


def _template(name: str) -> str:
    return (files("console.report") / "templates" / f"{name}.jinja").read_text(encoding="utf-8")
