"""Scheduling: courses into a calendar, the course's own arithmetic, and the clock of the response."""
