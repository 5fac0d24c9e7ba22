"""Photo files in, results out, on the machines of a Dask cluster: the engine of `scan.engine` on every worker."""
