"""The same criteria for everybody in a registry, on one machine or on many."""
