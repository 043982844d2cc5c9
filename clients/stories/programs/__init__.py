"""Short programs as users write them: `python -m velleity.clients.stories.programs.one_claim`.

They stand outside of the package's inside: they import `velleity.clients`, as any script would.
"""
