"""What `benchmarks/records.py` is made of: a clinic with long diaries, its users, and a peer."""
