"""What whoever sits at the machine is told instead of what was asked for. Knows no command."""


class Refused(Exception):
    """Raised when something cannot be done; its text says what to do next."""
