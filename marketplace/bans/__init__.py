"""Who may not bid, since when, until when, and why: the other end of a bad evaluation.

Words: Ban (three years without bidding, for an organization whose satisfaction fell under half), its
statement period, decision, appeal; BanPolicy (which evaluation triggers it, how many answers it takes:
dated versions). A ban is a fact, not a broadcast: every door (bid, opening, award) asks again, and the
database holds it.
May ask: projects, organizations, workdays, places, journal, accounts, kernel.
"""
