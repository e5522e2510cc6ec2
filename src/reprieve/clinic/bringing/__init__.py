"""How a diary comes in as files: weighed, read, and where a table is not known, its columns explained."""
