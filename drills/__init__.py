"""Long, bounded trials that are no part of `make test`."""
