"""The reduced job of the population benchmark: ours, its peers, and what each costs."""
