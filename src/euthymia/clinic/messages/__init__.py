"""What the clinic writes to its patients: who may be written to, what waits, what went, and what did not."""
