"""What is true of ketamine whoever runs the clinic: plain Python, no clock, no disk, no framework."""
