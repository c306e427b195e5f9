"""The agency, its bureaus and commitments, its people, their roles and rights."""
