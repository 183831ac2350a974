"""Is ketamine right and safe for this person? Five parts, the rules' findings, a signed decision."""
