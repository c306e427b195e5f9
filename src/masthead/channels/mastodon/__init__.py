"""Mastodon and the servers that speak its language: GoToSocial, Pixelfed and others."""
