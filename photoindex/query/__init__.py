"""Understand queries: a line of names and terms becomes a tree, and `photoindex.store.views.matching` turns the tree
into SQL. This package knows neither the index nor the user interfaces.
"""
