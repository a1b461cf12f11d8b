"""What happened, from the audit log: as a timeline, and as the book at a past moment."""
