"""The clinic's controlled-substance book: registrations, places, and every microgram from vial to patient or waste."""
