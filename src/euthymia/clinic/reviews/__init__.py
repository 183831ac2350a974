"""What verified visitors say of a clinic: everything counted, hidden only for a coded public reason, answered without naming anybody."""
