"""Who was chosen, whether anybody objects, and what was agreed and paid.

Words: Award (the bid that was chosen; gate 2 approves it, then it is publicized), Challenge (质疑: a bidder
objects), ProcurementComplaint (投诉: the bidder is not content with the answer), Contract (signed by both
sides), Instalment (a part of the amount, due with the signing or with an evaluation), ProgressReport.
An open challenge or complaint suspends the signing; whoever is banned is neither awarded nor signs.
May ask: panels, bids, bans, projects, needs, organizations, catalogue, places, workdays, journal, accounts,
kernel.
"""
