"""The pages on which finance staff enter mutaties: grid, full form and verschuiving."""
