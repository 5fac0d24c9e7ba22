"""Open the index file for one piece of work: the queue, locks, updates and damage."""
