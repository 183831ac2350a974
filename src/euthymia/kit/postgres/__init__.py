"""PostgreSQL as this house uses it: embedded or given, and always under two roles.

The `owner` role owns the tables and runs migrations; the `app` role owns nothing, so it can neither
disarm a guard nor pass by a policy.
"""
