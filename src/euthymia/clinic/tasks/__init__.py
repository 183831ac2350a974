"""What is to be done for a patient, by whom, until when; whichever stage asked for it."""
