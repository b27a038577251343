"""A chart as SVG, for a page: its colours and font are the page's."""

from markupsafe import Markup, escape

from console.report.charts import Box, Drawing, Words


def svg(drawing: Drawing) -> Markup:
    """Write it; each bar says in words what it stands for."""
    marks = Markup("").join(
        _box(mark) if isinstance(mark, Box) else _words(mark) for mark in drawing.marks
    )
    return Markup(
        '<svg class="chart" role="img" viewBox="0 0 {w:g} {h:g}" aria-label="{says}">{marks}</svg>'
    ).format(w=drawing.width, h=drawing.height, says=drawing.says, marks=marks)


def _box(box: Box) -> Markup:
    title = Markup("<title>{}</title>").format(box.says) if box.says else Markup("")
    return Markup(
        '<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}">{}</rect>'
    ).format(box.role, box.x, box.y, box.width, box.height, title)


def _words(words: Words) -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        words.role, words.x, words.y, words.anchor, escape(words.words)
    )
