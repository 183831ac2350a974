"""The patient's path, one folder for each stage, in the order it is walked."""
