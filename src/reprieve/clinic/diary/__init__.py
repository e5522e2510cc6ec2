"""The patient's own diary: what was written, entry by entry, and what it comes to."""
