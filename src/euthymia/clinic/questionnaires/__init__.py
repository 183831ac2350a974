"""Who was asked what, and every answer."""
