"""What may be asked, and how an answer is explained: facts, gates, and the judge."""
