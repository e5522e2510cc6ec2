"""Who saw what, and who changed what: rows that can only be added."""
