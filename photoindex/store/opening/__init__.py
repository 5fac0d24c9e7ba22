"""Open the index file for one piece of work; this includes the queue, locks, updates and damage."""
