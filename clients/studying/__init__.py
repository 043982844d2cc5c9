"""Commands that start studies, one a tool, in the words of the command line."""
