"""The decisions, pure: ``(message, vocabulary, now) -> outcome``; no I/O, clock or logger."""
