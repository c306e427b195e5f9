"""The one way out: everything that becomes public in the agency's name passes here, once, and is read back."""
