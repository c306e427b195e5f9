"""Acts upon the agency itself: setting it up, its people and their roles, its commitments, its mail, its tokens.

The rows live in `agencies`, which the ledger stands on; the acts that change them need the ledger, so they stand here.
"""
