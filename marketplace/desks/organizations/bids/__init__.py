"""Tenders as an organization sees them: what is open, the bid it writes, its receipts."""
