"""Adverse events: reported, graded, told to whom they must be, reviewed by a second person, never rewritten."""
