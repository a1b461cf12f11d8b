"""The golden tables are made from the begroting 2024."""

from tests.ledger_2024 import books_2024 as books_2024
