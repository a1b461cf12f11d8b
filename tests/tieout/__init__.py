"""The aansluitcontrole: every rule on a small organisation, and all of them on the published 2024."""
