"""Putting up the shelves: the tree of pages in both languages, from the catalogue, from whoever has moved in, and
from words that editors may change afterwards. What is there already is left as it is.
"""
