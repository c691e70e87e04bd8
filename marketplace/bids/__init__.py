"""Sealed bids: what an organization offers for a project, unreadable for everybody until it is opened.

Words: OpeningKey (the public half of an officer's share; two officers' shares open a batch), BidDraft
(with its organization alone, sealed with the field key), Bid (sealed to both opening keys; the receipt
names its digest and the database's moment), Opening (two officers, after the deadline), OpenedBid.
Who bids and how many is as silent as what: the one list is the bidder's own, until the opening.
May ask: bans, projects, organizations, catalogue, places, workdays, journal, accounts, kernel.
"""
