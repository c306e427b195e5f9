"""The duties on a post: one file each. The file name is the duty; see engine/ for how they are found and run."""
