"""Evaluate clustering, naming and verification on faces whose people are known."""
