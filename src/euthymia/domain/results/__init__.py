"""What treatment came to, counted over people: who responded, how long it held, how many answered at all."""
