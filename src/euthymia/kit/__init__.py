"""How this house does Django: append-only rows, numbered streams, the clock, ids, units of work, pages.

No word of the clinic belongs here: no patient, no drug. A tenant is a tenant.
"""
