"""The monthly report: pure, from the months' cells to titled tables, whole or for the public."""
