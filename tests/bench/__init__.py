"""Tests of ``bench``: the measuring must itself be right."""
