"""The ledger: one append-only table, one writer, proofs anyone can check."""
