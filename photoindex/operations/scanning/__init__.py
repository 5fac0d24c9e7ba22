"""Steps of a scan: roots, inventory, engines, results, bookkeeping."""
