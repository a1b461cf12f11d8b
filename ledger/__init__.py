"""The budget ledger: what was decided, by whom and when, in lines that are never changed."""
