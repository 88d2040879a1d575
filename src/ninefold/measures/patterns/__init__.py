"""Patterns in events at places and times, and what the data does not allow to be asked of it."""
