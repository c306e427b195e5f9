"""The first run: five short steps from an empty desk to a first proposal. Over for good once the desk is open."""
