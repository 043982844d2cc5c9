"""Questions with two answers each, how an answer is dressed in known properties, own pairs."""
