"""Whole accounting stories through the journal, asserted after every step."""
