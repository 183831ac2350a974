"""Evidence: who did or saw what. The program never reads it to work."""
