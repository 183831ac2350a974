"""The public door: clinics that can be found and judged, each fact with where it comes from."""
