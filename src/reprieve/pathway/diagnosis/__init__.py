"""Which headache it is by ICHD-3, and whether it is intractable: met, not met or not known, with reasons."""
