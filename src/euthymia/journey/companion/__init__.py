"""Companion treatments as pathways of their own: TMS and psychotherapy, planned and recorded beside the infusions."""
