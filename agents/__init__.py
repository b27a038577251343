"""One thin agent a stage, named as its rules are; ``flow.py`` is the table to read first."""
