"""Turn records of operations into sentences for people and commands that they can type."""
