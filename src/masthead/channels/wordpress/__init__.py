"""WordPress: the agency's own site as a channel."""
