"""Pages of which a part is generated: what stands between two markers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


@dataclass(frozen=True)
class Generated:
    """The generated part of a page: the file, and the markers around the part."""

    page: Path
    begin: str
    end: str

    def put(self, text: str, made: str) -> str:
        """Give the text of the page with what was made between the markers.

        Raises:
            ValueError: the page lacks a marker.
        """
        before, begin, rest = text.partition(self.begin)
        _, end, after = rest.partition(self.end)
        if not begin or not end:
            message = f"{self.page.name} lacks a marker, {self.begin} or {self.end}"
            raise ValueError(message)
        return f"{before}{begin}\n{made}\n{end}{after}"

    def write(self, made: str) -> None:
        """Put what was made into the file.

        Raises:
            ValueError: the page lacks a marker.
        """
        self.page.write_text(self.put(self.page.read_text("utf-8"), made), encoding="utf-8")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
