"""A patient's call from the chair: heard on every board within two seconds, answered by a name."""
