"""What a log of votes says of each judge: a card with an interval on every line."""
