"""The protocols themselves, one file each, as data with sources."""
