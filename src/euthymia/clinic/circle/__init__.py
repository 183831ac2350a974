"""The care circle: what a patient lets somebody else see, for how long, and every look they took."""
