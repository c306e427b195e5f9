"""By hand: any platform that takes posts from people only, or on which the agency has no interface yet."""
