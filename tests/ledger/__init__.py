"""The ledger: journal, guards, queries, checks and its pages."""
