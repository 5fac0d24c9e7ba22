"""Process photo files on the machines of a Dask cluster, each running the engine of `scan.engine`."""
