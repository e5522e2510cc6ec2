"""What has been measured, what may be pooled, and what may honestly be said: each number with its study."""
