"""A second reckoning, written from the domain text with exact fractions, held against every table."""
