"""Settings are checked before anything runs, and what is wrong is told without the value."""

from datetime import timedelta
from pathlib import Path

import pytest

from streams.settings import AssessmentMode, Settings, SettingsError, load_settings

SECRET = "hunter2-and-more"  # noqa: S105 - invented, to see that it is never shown


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, so that no ``.env`` but the test's own is read."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused() -> str:
    """The one line with which the settings are refused."""
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_deadlines_are_those_of_the_flowchart() -> None:
    """5, 15, 25 and 30 minutes, and a person decides, where nothing is set."""
    found = load_settings()
    assert [
        found.send_unassessed_after,
        found.first_reminder_after,
        found.second_reminder_after,
        found.breach_after,
    ] == [timedelta(minutes=minutes) for minutes in (5, 15, 25, 30)]
    assert found.assessment is AssessmentMode.MANUAL


def test_an_unknown_variable_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip in a name would else leave the default, silently."""
    monkeypatch.setenv("CPI_BREECH_AFTER", SECRET)
    found = refused()
    assert found.startswith("CPI_BREECH_AFTER ")
    assert SECRET not in found


def test_an_unknown_name_in_the_file_is_refused(folder: Path) -> None:
    """The same for ``.env``."""
    (folder / ".env").write_text(f"CPI_BREECH_AFTER={SECRET}\n")
    found = refused()
    assert found.startswith("CPI_BREECH_AFTER ")
    assert SECRET not in found


def test_what_is_not_the_hubs_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other programs' variables stand beside its own, in both places."""
    monkeypatch.setenv("KAFKA_HEAP_OPTS", "-Xmx1g")
    (folder / ".env").write_text("COMPOSE_PROJECT_NAME=cpi\nCPI_GROUP=night\n")
    assert load_settings().group == "night"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CPI_PARTITIONS", SECRET),
        ("CPI_PARTITIONS", "0"),
        ("CPI_PARTITIONS", "1001"),
        ("CPI_ASSESSMENT", SECRET),
        ("CPI_LOG_LEVEL", SECRET),
        ("CPI_KAFKA_SECURITY_PROTOCOL", SECRET),
        ("CPI_SCHEMA_REGISTRY_URL", SECRET),
        ("CPI_BREACH_AFTER", SECRET),
        ("CPI_BREACH_AFTER", "0"),
        ("CPI_BREACH_AFTER", "-5"),
        ("CPI_BREACH_AFTER", "nan"),
        ("CPI_BREACH_AFTER", "inf"),
        ("CPI_BREACH_AFTER", "1e300"),
    ],
)
def test_a_wrong_value_is_told_by_its_name_alone(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """One line; the value may be a secret in the wrong place."""
    monkeypatch.setenv(name, value)
    found = refused()
    assert found.startswith(f"{name}: ")
    assert SECRET not in found


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("300", 300), ("0.5", 0.5), (" 90 ", 90), ("PT5M", 300), ("PT1H30M", 5400), ("P1D", 86400)],
)
def test_a_time_is_seconds_or_iso_8601(
    monkeypatch: pytest.MonkeyPatch, value: str, seconds: float
) -> None:
    """Both spellings of one span mean the same."""
    monkeypatch.setenv("CPI_BREACH_AFTER", value)
    assert load_settings().breach_after == timedelta(seconds=seconds)


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compose files pass on variables that nobody set as empty ones."""
    monkeypatch.setenv("CPI_PARTITIONS", "")
    assert load_settings().partitions == Settings.model_fields["partitions"].default


def test_the_environment_goes_before_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that one run can differ from the folder's habit."""
    (folder / ".env").write_text("CPI_GROUP=night\nCPI_PARTITIONS=6\n")
    monkeypatch.setenv("CPI_GROUP", "day")
    found = load_settings()
    assert (found.group, found.partitions) == ("day", 6)


def test_a_password_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by str nor by repr, whoever logs the settings."""
    monkeypatch.setenv("CPI_KAFKA_SASL_PASSWORD", SECRET)
    found = load_settings()
    assert SECRET not in f"{found} {found!r} {found.model_dump_json()}"
    assert found.kafka_sasl_password is not None
    assert found.kafka_sasl_password.get_secret_value() == SECRET


def test_the_key_lies_in_the_data_directory_unless_named(folder: Path) -> None:
    """One setting moves all that the hub keeps."""
    assert Settings(data_dir=folder).key_path == folder / "hub.key"
    assert Settings(key_file=folder / "other.key").key_path == folder / "other.key"
