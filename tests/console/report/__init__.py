"""The monthly report as it is shown."""
