"""How checks are found and run: the facts they read, the findings they make, the registry, the run."""
