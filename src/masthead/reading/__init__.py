"""How a text becomes numbers that readers of comments and of posts both begin with: one encoder, kept once."""
