"""Process photo files in worker processes, one photo after another, and return an outcome for each."""
