"""What all commands share: how they print, run, end, and name a study."""
