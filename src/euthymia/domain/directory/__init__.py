"""Judging a provider: what a source has answered, how long that holds, in which order clinics stand, and where."""
