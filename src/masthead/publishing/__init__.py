"""Posts: draft → check → approve → schedule → deliver. The files are the stages; a later one may import an earlier."""
