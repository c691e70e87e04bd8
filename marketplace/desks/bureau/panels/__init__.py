"""Panels at the bureau's desk: drawn for all that waits, watched, replayed; and the list they are drawn from."""
