"""Whether what is stored is whole: the invariants, the log and what was sealed."""
