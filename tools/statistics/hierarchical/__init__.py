"""Utilities, and how far they spread, pairs deviate and answers slip, from the same answers."""
