"""One file per subcommand. The file's docstring is what `masthead <name> --help` says."""
