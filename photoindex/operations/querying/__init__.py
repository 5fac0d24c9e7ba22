"""Find out what a query means in one library."""
