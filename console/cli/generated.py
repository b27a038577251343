"""Pages of which a part is generated: what stands between two markers."""

from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def between(text: str, begin: str, end: str, made: str) -> str:
    """Give a page with what was made between its two markers.

    Raises:
        ValueError: the page lacks a marker.
    """
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        message = f"a page lacks one of its markers, {begin} and {end}"
        raise ValueError(message)
    return f"{before}{begin}\n{made}\n{end}{after}"
