"""What somebody sends as a file: how much of it comes in, and whether it may be kept."""
