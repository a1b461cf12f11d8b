"""Management commands: thin, the work is done elsewhere."""
