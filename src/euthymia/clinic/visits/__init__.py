"""Rooms and chairs, the visit and its trail."""
