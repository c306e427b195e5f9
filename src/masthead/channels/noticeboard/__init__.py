"""The Noticeboard: the agency's own public page as a channel. Its posts, its comments, its feeds."""
