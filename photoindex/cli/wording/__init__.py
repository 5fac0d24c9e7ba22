"""Records of operations in, sentences for people out, and the commands that they can type."""
