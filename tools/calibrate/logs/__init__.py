"""Logs of known truths, as somebody might import them: how often the verdicts on them are false."""
