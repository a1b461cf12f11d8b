"""How quick the tables are on large budgets: `python -m tests.bench`. Not a test."""
