"""Links: link → dossier (fetched safely) → signature of a person → later looks. The files are the stages."""
