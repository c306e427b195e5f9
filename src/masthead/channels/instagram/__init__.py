"""Instagram: the agency's professional account, its pictures, and what is said under them."""
