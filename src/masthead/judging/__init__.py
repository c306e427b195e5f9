"""Where the checks on posts and the signals in comments meet, which know nothing of each other."""
