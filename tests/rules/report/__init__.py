"""The rules of the monthly report."""
