"""What was judged, what each judge is worth, and what length alone does to the panel."""
