"""A supervisor's own words are those that the worker goes by."""

from importlib.resources import files
from pathlib import Path

import pytest

from agents.app import make_hub
from rules.datafile import VocabularyError
from rules.triage import triage
from schemas.enums import Priority
from schemas.form import CpiForm
from schemas.ids import CATALOGUE_IDS
from streams.sealing import load_keyring, make_key_file
from streams.settings import Settings
from tests.forms import told

TOLD = CpiForm.model_validate(told("He has a widgeroo on him."))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a folder of one's own, empty yet."""
    make_key_file(tmp_path / "hub.key")
    (tmp_path / "rules").mkdir()
    return Settings(data_dir=tmp_path, rules_dir=tmp_path / "rules")


def put(settings: Settings, old: str, new: str) -> None:
    """Put a changed copy of the packaged words into the folder."""
    packaged = (files("rules") / "data" / "words.toml").read_text(encoding="utf-8")
    assert old in packaged
    assert settings.rules_dir
    text = packaged.replace(old, new, 1)
    (settings.rules_dir / "words.toml").write_text(text, encoding="utf-8")


def proposed(settings: Settings) -> Priority:
    """What a worker with these settings proposes."""
    hub = make_hub(settings, "127.0.0.1:1", load_keyring(settings.key_path), CATALOGUE_IDS)
    return triage(TOLD, hub.vocabulary.cues).priority


def test_a_file_in_the_folder_changes_what_is_proposed(settings: Settings) -> None:
    """One file is enough; with an empty folder the packaged words hold."""
    assert proposed(settings) is Priority.NORMAL
    put(settings, '"knife", ', '"knife", "widgeroo", ')
    assert proposed(settings) is Priority.HIGH


def test_a_broken_file_makes_no_hub(settings: Settings) -> None:
    """Rather than one that goes by half of the words; the file is named."""
    put(settings, '"knife", ', '"knife, ')
    with pytest.raises(VocabularyError, match=r"^words\.toml: .*line \d+"):
        proposed(settings)
