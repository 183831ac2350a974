"""The session in the chair: order, start, rate, vital signs, what was given, finish."""
