"""Monitors: who is plugged in where, and every byte they sent."""
