"""Read what is known about people, and carry out decisions about which person each face belongs to."""
