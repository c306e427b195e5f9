"""The road of a policy: drafted, read by counsel, adopted, in force, superseded. Its files are its stages."""
