"""Rooms, the emergency kit, drills, the transfer plan, calibration: what is checked, by whom, when."""
