"""Mail that leaves the clinic: written down as a row, sent by the rounds of `reprieve up`. Knows no patient yet."""
