"""Before the chair: the check from home, the desk and the kiosk, what makes a session comfortable."""
