"""After the dose: timed checks, two scores, the gate to the door, the ride home."""
