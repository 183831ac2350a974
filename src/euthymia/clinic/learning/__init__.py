"""What patients and the public read: articles with their sources, who reviewed them, and who has seen what."""
