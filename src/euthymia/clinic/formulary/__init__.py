"""Larger lists of drug names (an RxNorm release, the NDC directory), loaded for the whole installation."""
