"""Tests: of the core without a database, of the ledger on two databases, of whole stories."""
