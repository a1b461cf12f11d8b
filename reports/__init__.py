"""Statements drawn from the ledger, and the forms they are shown in."""
