"""The index file opened for one piece of work: queue, locks, updates, damage."""
