"""The log of decisions and the faces that it speaks of."""
