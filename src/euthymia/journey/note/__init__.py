"""The note of a session, the patient's summary and the letter: written from the facts, edited beside them, signed."""
