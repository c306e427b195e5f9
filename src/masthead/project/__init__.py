"""Puts the house together: settings, addresses, the `masthead` command, the process tree, the first run."""
