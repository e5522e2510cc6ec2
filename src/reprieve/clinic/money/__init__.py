"""What the clinic asks for. Price lists only, for now; the public pages read the published one (`published.py`)."""
