"""Before a study: what it could find, and what to mind of its options. After it: what leads on."""
