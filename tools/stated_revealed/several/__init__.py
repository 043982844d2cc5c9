"""Findings of several models, beside each other."""
