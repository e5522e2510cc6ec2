"""Small worlds made up at random, and what must hold in all of them."""
