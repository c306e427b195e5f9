"""What the pages ask for, field by field."""
