"""Who reaches what: every address of the project by every role, and what a draft may not give away."""
