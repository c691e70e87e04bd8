"""Who should help: rounds of matching, their proposals and reasons. A door to `matching`.

Words: MatchRun (input digest, versions, certificate), Proposal (who is proposed, and why), Unserved
(who is not, and why not). Proposes; journeys turn proposals into offers.
May ask: satisfaction, workorders, contracts, bans, needs, volunteers, organizations, households, catalogue, places,
workdays, journal, accounts, kernel, and `matching`.
"""
