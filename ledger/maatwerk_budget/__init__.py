"""The pages on which maatwerk enters the begroting: taking orders up, making them structural, what came too late."""
