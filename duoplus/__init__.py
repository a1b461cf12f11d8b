"""The Django project: settings, addresses and static files around the ledger and its reports."""
