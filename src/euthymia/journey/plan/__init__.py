"""The agreed course of treatment: adopted protocols, plans with their revisions, dates."""
