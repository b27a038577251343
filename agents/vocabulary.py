"""Reads the vocabulary files: those of the package, each overridden by a supervisor's own copy."""

from importlib.resources import files
from pathlib import Path

from rules.datafile import VocabularyError
from rules.vocabulary import FILES, Vocabulary, parse_vocabulary


def load_vocabulary(folder: Path | None) -> Vocabulary:
    """Read the packaged vocabulary; a file of the same name in ``folder`` goes before.

    Raises:
        VocabularyError: for a folder that is none, a file in it that is no vocabulary file or no
            UTF-8, and content that cannot be used, naming file, line and field.
    """
    texts = {name: _packaged(name) for name in FILES}
    if folder is not None:
        texts.update(_own(folder))
    return parse_vocabulary(texts)


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
