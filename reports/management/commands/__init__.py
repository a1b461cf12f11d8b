"""Commands about reports: thin, the work is done elsewhere."""
