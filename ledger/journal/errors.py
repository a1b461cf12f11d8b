"""What the journal says when it refuses."""


class JournalError(ValueError):
    """A refused change: one or more Dutch sentences that say what is wrong and what to do."""

    def __init__(self, *sentences: str) -> None:
        """Keep the sentences, to show them one under the other."""
        super().__init__(" ".join(sentences))
        self.sentences = sentences
