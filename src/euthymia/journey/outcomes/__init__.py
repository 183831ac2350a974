"""Did it help, and what next: reviews of the response, recommendations and who decided on them, the response clock."""
