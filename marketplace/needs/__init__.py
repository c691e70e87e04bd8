"""What people need: a need from posting to closing, who owns it, and how urgent it is.

Words: Need, its target group, level and tag (triage), pick (点单, the service the community chose) and
order (下单, the subdistrict's approval), outcome. Every need has an owner from its first moment.
Clocks are derived from the tag's figures and the moments of the need (`rules`), never stored. The steps
that follow a work order (`mark_…`) are taken by journeys.
May ask: organizations, households, catalogue, places, workdays, journal, accounts, kernel.
"""
