"""Links and their research: link → dossier (fetched safely) → signature of a person. The files are the stages."""
