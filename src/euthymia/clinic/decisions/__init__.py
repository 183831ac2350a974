"""What was known, what the rules found, who decided; and the policies a clinic has adopted."""
