"""Reads the topics and proves what became of each form."""
