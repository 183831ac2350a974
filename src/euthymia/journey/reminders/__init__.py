"""What a patient is told about a visit before it: its date, a reminder, a nudge; and what they answer."""
