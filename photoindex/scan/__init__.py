"""Photo files in, results out: the engine that runs one photo after another in worker processes."""
