"""Mirrors the packages; integration/ needs the real broker, faults/ breaks it."""
