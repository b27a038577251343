"""Reads the vocabulary files: those of the package, each overridden by a supervisor's own copy."""

from importlib.resources import files
from pathlib import Path

from rules.datafile import VocabularyError, parse
from rules.report.words import ReportWords
from rules.vocabulary import FILES, Vocabulary, parse_vocabulary

_REPORT = "report.toml"


def load_vocabulary(folder: Path | None) -> Vocabulary:
    """Read the packaged vocabulary; a file of the same name in ``folder`` goes before.

    Raises:
        VocabularyError: for a folder that is none, a file in it that is no vocabulary file or no
            UTF-8, and content that cannot be used, naming file, line and field.
    """
    texts = {name: _packaged(name) for name in FILES}
    own = {} if folder is None else _own(folder)
    # The package's own patterns have been compiled by its tests.
    return parse_vocabulary(texts | own, [name for name in texts if name not in own])


def load_report_words(folder: Path | None) -> ReportWords:
    """Read what the report calls its tables, alone: the rules of the journey take a second.

    Raises:
        VocabularyError: the file cannot be read or used, naming file, line and field.
    """
    own = folder / _REPORT if folder is not None else None
    text = _text(own) if own is not None and own.exists() else _packaged(_REPORT)
    return parse(_REPORT, text, ReportWords)


def _packaged(name: str) -> str:
    return (files("rules") / "data" / name).read_text(encoding="utf-8")


def _own(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        message = f"{folder}: is no folder"
        raise VocabularyError(message)
    return {path.name: _text(path) for path in sorted(folder.glob("*.toml"))}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path.name}: cannot be read: {error}"
        raise VocabularyError(message) from None
