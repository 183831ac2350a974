"""The instruments themselves, one file each, as data with sources."""
