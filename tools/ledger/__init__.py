"""All claims of an investigation, corrected together."""
