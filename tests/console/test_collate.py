"""``cpi collate``: what it reads, writes and refuses. tests/integration runs it on a real Kafka."""

import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from console.cli import collate
from console.report.formats import ReportFormat
from rules.collation_cells import Cell, Month, Tally
from streams.sealing import make_key_file
from streams.settings import load_settings
from tests.console.conftest import Cpi, one_line
from tests.rules.report.months import Mixture, month_of

FEW = Month("2026-05", 1, None, Tally({Cell("forms"): 4}))
Asked = tuple[str, str, int | None]


class Hub:
    """The months of a hub, each in its issues; it remembers what was asked of it."""

    def __init__(self) -> None:
        self.issues = {
            (name, 1): month_of(150 + at, Mixture(at), name)
            for at, name in enumerate(("2026-07", "2026-08", "2026-09"))
        }
        self.issues["2026-08", 2] = month_of(151, Mixture(1), "2026-08", 2)
        self.issues["2026-05", 1] = FEW
        self.open = month_of(40, Mixture(9), "2026-10", None)
        self.asked: list[Asked] = []

    async def read(
        self, _link: object, _keyring: object, first: str, last: str, revision: int | None = None
    ) -> list[Month]:
        """Give what ``read_months`` would: the issue that is asked for, else the rows of now."""
        self.asked.append((first, last, revision))
        found: dict[str, Month] = {}
        for (name, number), month in sorted(self.issues.items()):
            rows = Month(name, None, None, month.tally)
            if revision in {None, number} or name not in found:
                found[name] = month if revision in {None, number} else rows
        found[self.open.month] = self.open
        return [found[name] for name in sorted(found) if first <= name <= last]


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """A hub whose months are these."""
    made = Hub()

    @asynccontextmanager
    async def linked() -> AsyncIterator[SimpleNamespace]:
        yield SimpleNamespace(settings=load_settings())

    make_key_file(tmp_path / "hub.key")
    monkeypatch.setenv("CPI_KEY_FILE", str(tmp_path / "hub.key"))
    monkeypatch.setattr(collate, "linked", linked)
    monkeypatch.setattr(collate, "read_months", made.read)
    return made


def document(cpi: Cpi, *words: str) -> dict[str, object]:
    """The report as JSON."""
    result = cpi("collate", *words, "--json")
    assert result.exit_code == 0, result.output
    made: dict[str, object] = json.loads(result.stdout)
    return made


def forms(made: dict[str, object]) -> object:
    """The number of forms of a report."""
    figures = made["figures"]
    assert isinstance(figures, list)
    return next(each["value"] for each in figures if each["key"] == "forms")


@pytest.mark.usefixtures("hub")
def test_a_month_is_told_on_a_screen(cpi: Cpi) -> None:
    """Without a word more than the period."""
    result = cpi("collate", "2026-09")
    assert result.exit_code == 0
    assert "September 2026" in result.stdout
    assert "152" in result.stdout
    assert result.stderr == ""


def test_the_newest_issue_is_taken_or_the_one_that_is_named(hub: Hub, cpi: Cpi) -> None:
    """And a month that is not issued is counted from the rows, and says so."""
    assert forms(document(cpi, "2026-08")) == 151
    issued_at = str(hub.issues["2026-08", 2].issued_at).replace(" ", "T")
    stamp = {"month": "2026-08", "revision": 2, "issued_at": issued_at}
    assert document(cpi, "2026-08")["months"] == [stamp]
    assert document(cpi, "2026-08", "--revision", "1")["months"][0]["revision"] == 1  # type: ignore[index]  # a list
    notes = document(cpi, "2026-10")["notes"]
    assert "October 2026 is not issued" in str(notes)


def test_the_twelve_months_before_are_read_with_it(hub: Hub, cpi: Cpi) -> None:
    """For the trend; of a longer period only itself."""
    document(cpi, "2026-09")
    assert hub.asked == [("2025-10", "2026-09", None)]


def test_the_public_report_reads_first_issues(hub: Hub, cpi: Cpi) -> None:
    """Also of the months that it is compared with."""
    made = document(cpi, "2026-08", "--public", "--compare", "2026-07")
    assert (made["marking"], made["public"], made["compared"]) == ("OFFICIAL", True, "July 2026")
    assert {revision for _, _, revision in hub.asked} == {1}
    assert made["months"][0]["revision"] == 1  # type: ignore[index]  # a list


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize("written_as", ReportFormat)
def test_each_format_goes_to_a_file_or_a_pipe(
    cpi: Cpi, tmp_path: Path, written_as: ReportFormat
) -> None:
    """The same bytes; the ending of the file is the format where none is given."""
    ending = "txt" if written_as is ReportFormat.TEXT else written_as.value
    named = cpi("collate", "2026-09", "--output", f"named.{ending}")
    assert (named.exit_code, one_line(named)) == (0, f"cpi: wrote named.{ending}")
    cpi("collate", "2026-09", "--output", "given", "--format", written_as)
    piped = cpi("collate", "2026-09", "--format", written_as)
    made = (tmp_path / f"named.{ending}").read_bytes()
    assert made == (tmp_path / "given").read_bytes() == piped.stdout_bytes


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize("written_as", ["pdf", "xlsx", "parquet"])
def test_what_a_terminal_cannot_show_is_refused(
    cpi: Cpi, written_as: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the way out."""

    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(collate, "sys", SimpleNamespace(stdout=Terminal(io.BytesIO())))
    result = cpi("collate", "2026-09", "--format", written_as)
    assert result.exit_code == 2
    assert one_line(result) == f"cpi: {written_as} is nothing for a terminal: give --output FILE"
    assert cpi("collate", "2026-09", "--format", written_as, "--output", "it").exit_code == 0


@pytest.mark.usefixtures("hub")
@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("2026-13",), 2, "'2026-13' is no period: one looks like 2026-10"),
        (("2026-09", "--compare", "September"), 2, "'September' is no period"),
        (("2026-09..2026-08",), 2, "ends before it begins"),
        (("2026-09", "--format", "docx"), 2, "--format"),
        (("2026-09", "--output", "report.docx"), 2, "no format has that ending: give --format"),
        (("2026-09", "--json", "--format", "pdf"), 2, "are two formats: give one"),
        (("2026-09", "--revision", "0"), 2, "--revision"),
        (("2026-09", "--revision", "3"), 2, "2026-09 has no revision 3: leave --revision out"),
        (("2026", "--revision", "1"), 2, "--revision goes with one month, 2026 is several"),
        (("2026-08", "--public", "--revision", "2"), 2, "is of the first issue of a month"),
        (("2026-09", "--output", "nowhere/report.pdf"), 2, "nowhere/report.pdf"),
        (("2020-01",), 1, "no form was received in January 2020"),
        (("2026-09", "--compare", "2020"), 1, "no form was received in 2020"),
        (("2026-10", "--public"), 1, "2026-10 is not issued yet"),
        (("2026-05", "--public"), 1, "2026-05 has fewer than five forms"),
        (("2026-06..2026-09", "--public"), 1, "2026-06 has fewer than five forms"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    cpi: Cpi, words: tuple[str, ...], status: int, said: str
) -> None:
    """What is wrong and what to do: status 2 for a wrong call, 1 where there is nothing to tell."""
    result = cpi("collate", *words)
    assert said in one_line(result)
    assert result.exit_code == status
    assert result.stdout == ""


@pytest.mark.usefixtures("hub")
def test_a_supervisors_own_words_stand_in_the_report(
    cpi: Cpi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report.toml in the folder of CPI_RULES_DIR goes before; a wrong one names its fault."""
    packaged = (files("rules") / "data" / "report.toml").read_text(encoding="utf-8")
    mine = packaged.replace('subtitle = "Collation"', 'subtitle = "Monthly figures"')
    (tmp_path / "report.toml").write_text(mine, encoding="utf-8")
    monkeypatch.setenv("CPI_RULES_DIR", str(tmp_path))
    assert "monthly figures September 2026" in cpi("collate", "2026-09").stdout
    wrong = packaged.replace('section = "received"', 'section = "nonesuch"', 1)
    (tmp_path / "report.toml").write_text(wrong, encoding="utf-8")
    assert "there is no section 'nonesuch'" in one_line(cpi("collate", "2026-09"))


@pytest.mark.usefixtures("hub")
def test_a_year_is_its_months(cpi: Cpi, tmp_path: Path) -> None:
    """One document for all that there are; those without a form are told."""
    made = document(cpi, "2026")
    assert forms(made) == 4 + 150 + 151 + 152 + 40
    assert "No form was received in January 2026." in str(made["notes"])
    cpi("collate", "2026", "--output", "year.pdf")
    assert "Collation 2026" in PdfReader(tmp_path / "year.pdf").pages[0].extract_text()


def test_without_a_cluster_it_says_how_to_get_one(cpi: Cpi) -> None:
    """Status 2: nothing was found, neither good nor bad."""
    result = cpi("collate", "2026-09")
    assert result.exit_code == 2
    assert "cpi up" in one_line(result)
