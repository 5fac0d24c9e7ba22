"""Serve the review page to the user's own browser, and record the decisions that are made on it."""
