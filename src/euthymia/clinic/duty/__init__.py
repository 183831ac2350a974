"""Who is paged when something cannot wait, and each page until somebody has taken it."""
