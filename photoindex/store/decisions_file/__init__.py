"""The text file of all decisions beside the index."""
