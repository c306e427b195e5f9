"""Work that happens while nobody watches. One file per duty; a file with EVERY and `run` is done again and again."""
