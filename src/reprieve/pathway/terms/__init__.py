"""The words all else is spoken in: the three values, bounds, sources, errors."""
