"""Alerts to the staff, which climb until somebody answers by name."""
