"""Masthead carries a public agency's written social media policy into practice."""

__version__ = "0.1.0"
