"""Work out what follows from decisions: from a snapshot of the index and what is said now to what it holds next."""
