"""A comment beside its post, and beside the comment it answers: what only the two together tell."""
