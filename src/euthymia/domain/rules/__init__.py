"""Rules: pure functions from what is known of a person to findings that say why."""
