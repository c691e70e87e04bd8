"""Who can help for a living: organizations and professional teams, what they hold and what they offer.

Words: Organization (listed, resident on the shelf, suspended), Membership, Worker, Licence (a
qualification with its expiry), Service (an entry on the shelf: what, for whom, where, how many places).
The bureau vets organizations and checks services; managers run their own organization. Only a checked
service of a resident organization is on the shelf.
May ask: catalogue, places, workdays, journal, accounts, kernel.
"""
