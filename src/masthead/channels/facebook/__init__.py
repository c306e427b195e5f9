"""Facebook: the agency's Page, and what is said under its posts."""
