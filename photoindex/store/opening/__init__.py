"""Open the index file for one piece of work. This includes queueing, locking, updating older versions and handling
damage.
"""
