"""What was written: attacks, doses, days and the person, with what is not recorded kept apart from no."""
