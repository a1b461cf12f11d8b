"""The thinking, tested without a database: properties against exact fractions and brute force."""
