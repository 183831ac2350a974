"""Before the evaluation: the consent a patient gives, and takes back."""
