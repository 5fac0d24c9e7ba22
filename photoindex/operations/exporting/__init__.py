"""Steps that write the names of people for other programs."""
