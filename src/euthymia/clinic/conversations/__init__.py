"""What patient and team write to one another, with what hangs on it, who has it and until when it is answered."""
