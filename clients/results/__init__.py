"""What a script holds of what was found: findings with a card and a frame, a report as a page."""
