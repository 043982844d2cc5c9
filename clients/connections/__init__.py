"""How a script reaches a server: which ways there are, and a client held in a task of its own."""
