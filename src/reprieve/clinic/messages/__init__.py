"""What leaves the clinic: letters as rows, links that work once; and alerts that must be acknowledged by name."""
