"""Is there a sign that this headache needs somebody to look now? Asked first, whoever asks."""
