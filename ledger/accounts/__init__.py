"""The pages with the users and their roles."""
