"""Kinds of page, each with what it may stand under, what an editor fills in, and what it reads from the rooms."""
