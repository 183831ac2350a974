"""Words in, one meaning out, or `unrecognised`: drugs, and conditions by code and by plain words."""
