"""Whom a presence follows: registers → verdict → ask and decide → follow → watch. The files are the stages."""
