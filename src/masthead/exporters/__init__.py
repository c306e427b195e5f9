"""Ways to give records out: one file a format, registered by being here, and the verifier of what was given out."""
