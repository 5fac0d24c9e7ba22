"""What follows from decisions: a snapshot of the index and what was said in, what the index holds next out."""
