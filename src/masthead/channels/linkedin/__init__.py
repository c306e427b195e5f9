"""LinkedIn, for the page of an organization."""
