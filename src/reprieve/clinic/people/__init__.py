"""Who may sign in. Knows no patient yet."""
