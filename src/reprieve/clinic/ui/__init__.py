"""What every page shares: its frame, its themes, its form fields, its error pages. Knows no patient."""
