"""Between sessions: what patients tell from home, what they are asked, and who is not heard of any more."""
