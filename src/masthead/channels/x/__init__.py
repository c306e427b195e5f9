"""X: short public posts, by the second version of its interface."""
