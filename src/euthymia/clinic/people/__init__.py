"""Clinics, the people who work in them, what each may do, and the patients."""
