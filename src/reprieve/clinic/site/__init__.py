"""What anyone may see without an account. Knows no patient: a diary comes in with a request and goes with it."""
