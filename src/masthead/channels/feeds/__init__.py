"""A page of the agency's on a system no other connector serves, read through its feeds: RSS, Atom or JSON Feed."""
