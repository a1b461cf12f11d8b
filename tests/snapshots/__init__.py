"""The golden tables: text files that a person can read, compared with what the ledger gives now."""
