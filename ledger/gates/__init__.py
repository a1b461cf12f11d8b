"""What something lacks before it can go on to its next step."""
