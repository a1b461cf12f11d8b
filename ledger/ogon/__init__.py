"""The pages of the OGONs: the review of a gemeente, questions, decisions, meetings, and who sits where."""
