"""Understand queries: a line of names and terms becomes a tree, whose meaning `photoindex.store.views.matching` finds in
the index. This package knows neither the index nor the user interfaces.
"""
