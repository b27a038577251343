"""How spans and counts are written in what is said of lag."""

from datetime import timedelta


def span(length: timedelta) -> str:
    """Write a span as people say it, in its two largest units: ``3 min 20 s``, ``2 d 4 h``."""
    seconds = max(0, int(length.total_seconds()))
    parts = [
        (seconds // 86_400, "d"),
        (seconds // 3600 % 24, "h"),
        (seconds // 60 % 60, "min"),
        (seconds % 60, "s"),
    ]
    first = next((at for at, (count, _) in enumerate(parts) if count), len(parts) - 1)
    said = [f"{count} {unit}" for count, unit in parts[first : first + 2] if count]
    return " ".join(said) or "0 s"


def messages(count: int) -> str:
    """Count messages: ``1 message``, ``20 messages``."""
    return "1 message" if count == 1 else f"{count} messages"
