"""The desk of organizations: offers, orders and visits (`desks.field`), and their own shelf.

Managers answer offers and keep shelf and people; workers see what they need for their visits.
"""
