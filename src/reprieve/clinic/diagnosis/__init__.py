"""The diagnosis of a record: explained, and confirmed by a clinician."""
