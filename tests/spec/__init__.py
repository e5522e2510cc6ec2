"""The criteria, chapter by chapter, each with tiny diaries and verdicts found by hand."""
