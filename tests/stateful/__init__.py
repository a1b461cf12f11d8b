"""Random lives of a budget, with every invariant held after every step."""
