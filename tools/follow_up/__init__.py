"""Asking on: a question put to a model after an answer that is stored. Never evidence."""
