"""How signals are found and run: what they read, what they show, the assessment they add up to."""
