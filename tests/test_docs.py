"""The pages say what the product does: commands, settings, topics, values, links, examples."""

import ast
import json
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from console.cli import metrics_page, settings_page
from console.cli.main import commands as put_together
from schemas.enums import AgencyType, CommunicationKind, HowKnown, RiskLevel, SubjectRole, Theme
from schemas.form import CpiForm
from schemas.parsing import parse_form
from schemas.topics import TOPICS
from streams.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
OPERATORS, PARTNERS = DOCS / "operators.md", DOCS / "partners.md"

VALUES: dict[str, type[StrEnum]] = {
    "submitter.agency_type": AgencyType,
    "source.how_known": HowKnown,
    "source.risk_if_used": RiskLevel,
    "information.theme": Theme,
    "information.other_themes": Theme,
    "subjects.role": SubjectRole,
    "communications.kind": CommunicationKind,
}

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(r"(?<![\w.])/(?:home|work|tmp|root|Users|opt|mnt)/")


def name_of(path: Path) -> str:
    """A page's name in a test's id."""
    return str(path.relative_to(ROOT))


def text_of(path: Path) -> str:
    """What a page says."""
    return path.read_text(encoding="utf-8")


def fences(kind: str) -> Iterator[tuple[str, str]]:
    """Every fenced block of a kind, with its page's name."""
    for path in PAGES:
        for found, block in _FENCE.findall(text_of(path)):
            if found == kind:
                yield name_of(path), block


def commands() -> list[str]:
    """Every command that the help shows, sub-commands too."""
    group = get_command(put_together())
    assert isinstance(group, TyperGroup)
    found: list[str] = []
    for name, command in group.commands.items():
        if command.hidden:
            continue
        inner = command.commands if isinstance(command, TyperGroup) else {}
        alone = not inner or getattr(command, "invoke_without_command", False)
        found += [f"cpi {name}"] * alone + [f"cpi {name} {sub}" for sub in inner]
    return found


@pytest.mark.parametrize("command", commands())
def test_each_command_is_in_the_docs(command: str) -> None:
    """A user finds every command on a page, as it is typed."""
    texts = "\n".join(map(text_of, PAGES))
    assert re.search(rf"{re.escape(command)}\b", " ".join(texts.split()))


def test_no_page_shows_a_command_that_does_not_exist() -> None:
    """A command in code on a page is one that the program has."""
    known = {*commands(), "cpi broker lock"}  # the last is for those who work on the hub
    groups = {command.rpartition(" ")[0] for command in known} - {"cpi"}
    for path in PAGES:
        spans = re.findall(r"`cpi ([^`]+)`|^\$ (?:\w+=\S+ )*cpi (.+)$", text_of(path), re.MULTILINE)
        for words in (one.split() for pair in spans for one in pair if one):
            first = f"cpi {words[0]}"
            sub = words[1] if first in groups and words[1:] else "-"
            shown = f"{first} {sub}" if sub[0].isalpha() else first
            assert shown in known or shown in groups, f"{path.name}: {shown}"


def test_the_settings_table_is_up_to_date() -> None:
    """The page's table is what the settings are now: else run `make generate`."""
    text = text_of(OPERATORS)
    assert settings_page.page(text) == text


def test_the_list_of_metrics_is_up_to_date() -> None:
    """The page's tables are what the list is now: else run `make generate`."""
    text = text_of(DOCS / "metrics.md")
    assert metrics_page.page(text) == text


def test_each_setting_is_in_the_operators_page_and_nothing_else() -> None:
    """All CPI_ names on the page are settings, and all settings are there."""
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]+[A-Z]\b", text_of(OPERATORS)))
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    assert named - {"CPI_FOO"} == known  # the page shows how an unknown one is refused


def test_no_page_names_a_setting_that_does_not_exist() -> None:
    """A CPI_ name on any page is a setting."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for path in sorted(DOCS.rglob("*.md")):
        named = set(re.findall(rf"\b{PREFIX}[A-Z_]+[A-Z]\b", text_of(path)))
        assert named - known <= {"CPI_FOO"}, path.name


@pytest.mark.parametrize("topic", [topic.name for topic in TOPICS])
def test_each_topic_is_in_the_flow(topic: str) -> None:
    """Every topic of the catalogue stands on the flow's page."""
    assert f"| `{topic}` |" in text_of(DOCS / "flow.md")


def test_every_topic_on_a_page_is_declared() -> None:
    """A topic's name in code on a page is one of the catalogue."""
    known = {topic.name for topic in TOPICS}
    for path in PAGES:
        named = set(re.findall(r"`(cpi\.[a-z-]+?)(?:-value)?`", text_of(path)))
        assert named <= known, path.name


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    """A relative link on a page leads to a file that is there."""
    links = [link.partition("#")[0] for link in _LINK.findall(text_of(path))]
    wrong = [
        link
        for link in links
        if link and "://" not in link and not (path.parent / link).resolve().exists()
    ]
    assert not wrong


@pytest.mark.parametrize("field", VALUES)
def test_the_partners_page_lists_the_values_that_the_form_takes(field: str) -> None:
    """The list of a field on the page is its enumeration, in its order."""
    rows = [line for line in text_of(PARTNERS).splitlines() if line.startswith(f"| `{field}` | `")]
    assert len(rows) == 1
    assert re.findall(r"`(\w+)`", rows[0].split("|")[2]) == [each.value for each in VALUES[field]]


def test_the_form_has_no_enumeration_that_the_page_leaves_out() -> None:
    """Each enumeration of the form's schema is one of those that the page is checked for."""
    used = {name for name, part in CpiForm.model_json_schema()["$defs"].items() if "enum" in part}
    assert used == {each.__name__ for each in VALUES.values()}


def test_the_partners_page_names_the_mandatory_fields() -> None:
    """The first form on the page has every mandatory field and no other."""
    smallest = next(json.loads(block) for page, block in fences("json") if "partners" in page)
    assert isinstance(parse_form(smallest), CpiForm)
    for path in [(name,) for name in smallest] + [
        (part, name)
        for part, inner in smallest.items()
        if isinstance(inner, dict)
        for name in inner
    ]:
        less = json.loads(json.dumps(smallest))
        inner = less[path[0]] if path[1:] else less
        del inner[path[-1]]
        assert not isinstance(parse_form(less), CpiForm), f"{'.'.join(path)} is not mandatory"


@pytest.mark.parametrize(("page", "block"), list(fences("json")))
def test_forms_on_the_pages_are_accepted(page: str, block: str) -> None:
    """Every JSON form on a page is one that the hub takes."""
    document = json.loads(block)
    if "submission_id" in document and "information" in document:
        assert isinstance(parse_form(block), CpiForm), page


@pytest.mark.parametrize(("page", "block"), list(fences("python")))
def test_python_on_the_pages_compiles(page: str, block: str) -> None:
    """An example is whole Python; tests/integration runs those that speak to Kafka."""
    assert ast.parse(block, filename=page).body


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_pages_hold_no_path_of_a_machine_and_no_real_address(path: Path) -> None:
    """A page is true on any machine, and its examples are invented."""
    text = text_of(path)
    assert not _PATH.search(text)
    addresses = re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text)
    assert all(address.endswith(".example") for address in addresses)
