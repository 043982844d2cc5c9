"""Manipulation: answers written to win a judge over, and how far they move it."""
