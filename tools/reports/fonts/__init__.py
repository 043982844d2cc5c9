"""The letters of PNG figures: DejaVu Sans 2.37 as its makers ship it, and its licence."""
