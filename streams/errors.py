"""The errors that a person can do something about."""


class HubError(Exception):
    """Something is wrong outside the hub's code; the text is one line and says what to do."""
