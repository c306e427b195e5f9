"""The written policy as data: clauses, grounds, cautions, and what enforces each. Pure: no database, no network."""
