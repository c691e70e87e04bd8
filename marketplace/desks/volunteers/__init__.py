"""Volunteers: how one becomes one, the desk with offers near home and the hours one gave (`desks.field`), and the pages
of those who keep them."""
