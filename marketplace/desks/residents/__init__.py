"""Residents, who may have neither account nor smartphone: ask, follow by code, say how it was.

Whoever holds a follow code sees how far that one request is, and nothing that says whose it is.
"""
