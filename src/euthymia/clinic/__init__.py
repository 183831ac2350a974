"""Rooms every stage of the journey uses."""
