"""Find out which faces the names belong to that other programs gave to whole photos."""
