"""The vocabulary files: read together, overridden by a supervisor's, refused when broken."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from agents.vocabulary import load_vocabulary
from rules.datafile import VocabularyError
from rules.triage import triage
from rules.vocabulary import FILES, parse_vocabulary
from schemas.enums import Priority
from tests.rules.factories import form


def packaged() -> dict[str, str]:
    """Give the packaged files."""
    folder = files("rules") / "data"
    return {name: (folder / name).read_text(encoding="utf-8") for name in FILES}


def refused(texts: dict[str, str]) -> str:
    """Give the words with which the files are refused."""
    with pytest.raises(VocabularyError) as caught:
        parse_vocabulary(texts)
    return str(caught.value)


def test_every_packaged_file_is_declared() -> None:
    """No file lies in the folder that nobody reads."""
    names = {path.name for path in (files("rules") / "data").iterdir()}
    assert {name for name in names if name.endswith(".toml")} == set(FILES)


@pytest.mark.parametrize("name", list(FILES))
def test_a_missing_file_is_named(name: str) -> None:
    """Which one, not only that one is."""
    texts = packaged()
    del texts[name]
    assert refused(texts) == f"{name}: is missing"


def test_an_unknown_file_is_named() -> None:
    """A misspelt name would else change nothing, silently."""
    assert refused(packaged() | {"cue.toml": ""}).startswith("cue.toml: is no vocabulary file")


@pytest.mark.parametrize("name", list(FILES))
def test_a_file_that_is_no_toml_is_named(name: str) -> None:
    """With the line, as the TOML reader says."""
    assert re.match(rf"{name}: .*line 1", refused(packaged() | {name: "= broken"}))


@pytest.mark.parametrize(
    ("name", "old", "new", "line_of", "says"),
    [
        ("cues.toml", '"tooled up"', '"is @nothing"', '"is @nothing"', "the list '@nothing'"),
        ("cues.toml", '"tooled up"', '"tooled up .."', '"tooled up .."', "begin and end"),
        ("cues.toml", '"tooled up"', '"is a*"', '"is a*"', "cannot be matched"),
        ("cues.toml", '"tooled up"', '"is ..99 armed"', '"is ..99 armed"', "a gap other than"),
        ("risk.toml", '"held"', '"helt"', '"helt"', "no family of cues.toml"),
        ("mash.toml", 'default = "hampshire"', 'default = "kent"', "default =", "no MASH"),
        ("districts.toml", 'SO14 = "southampton"', 'SO14 = "soton"', "SO14 =", "outcodes.SO14"),
    ],
)
def test_a_broken_value_is_named_with_file_line_and_field(
    name: str, old: str, new: str, line_of: str, says: str
) -> None:
    """A supervisor can go straight to it."""
    texts = packaged()
    texts[name] = texts[name].replace(old, new, 1)
    line = next(n for n, text in enumerate(texts[name].splitlines(), 1) if line_of in text)
    found = refused(texts)
    assert found.startswith(f"{name}, line {line}: ")
    assert says in found


def test_a_supervisors_file_goes_before_the_packaged_one(tmp_path: Path) -> None:
    """One file of one's own is enough; the others stay as they are."""
    narrative = "He has a widgeroo on him."
    assert triage(form(narrative), load_vocabulary(None).cues).priority is Priority.NORMAL
    own = packaged()["words.toml"].replace('"knife", ', '"knife", "widgeroo", ', 1)
    (tmp_path / "words.toml").write_text(own, encoding="utf-8")
    assert triage(form(narrative), load_vocabulary(tmp_path).cues).priority is Priority.HIGH


def test_a_folder_that_is_none_or_holds_a_strange_file_is_refused(tmp_path: Path) -> None:
    """Else a slip in a setting would go unseen."""
    with pytest.raises(VocabularyError, match="is no folder"):
        load_vocabulary(tmp_path / "absent")
    (tmp_path / "cue.toml").write_text("", encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"cue\.toml: is no vocabulary file"):
        load_vocabulary(tmp_path)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Named, rather than a decoding error."""
    (tmp_path / "words.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(VocabularyError, match=r"words\.toml: cannot be read"):
        load_vocabulary(tmp_path)


def test_a_supervisors_patterns_are_compiled_at_the_start(tmp_path: Path) -> None:
    """Those of the package have been by its tests, and are not again: it takes a second."""
    packaged = (files("rules") / "data" / "redaction.toml").read_text(encoding="utf-8")
    head, rules = packaged.split("[[rules]]", 1)
    broken = head + "[[rules]]" + re.sub(r"pattern = ('+)", r"pattern = \1(", rules, count=1)
    (tmp_path / "redaction.toml").write_text(broken, encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"redaction\.toml.*rule "):
        load_vocabulary(tmp_path)


def test_it_is_not_written_out() -> None:
    """Whatever holds it is written out by asyncio as it names its tasks: that took seconds."""
    assert len(repr(load_vocabulary(None))) < 200
