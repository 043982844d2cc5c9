"""Commands that look after what is there: studies of before, weights, families, the database."""
