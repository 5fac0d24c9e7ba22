"""How well grouping, naming and verification do on faces whose people are known."""
