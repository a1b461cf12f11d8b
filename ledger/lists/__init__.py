"""The pages to read: lists of mutaties, orders, keys and risico's, and one mutatie with everything behind it."""
