"""The pages of the verdeelsleutels, and what another key moves between the gemeenten."""
