"""Who can help for a living: organizations and professional teams, what they hold and what they offer.

Words: Organization (listed, resident on the shelf, suspended), Membership, Worker, Licence (a
qualification with its expiry), Service (an entry on the shelf: what, for whom, where, how many places).
May ask: catalogue, places, workdays, journal, accounts, kernel.
"""
