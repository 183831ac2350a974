"""Watches, vital-sign samples, alarms: every sign from every device or keypad, judged at once."""
