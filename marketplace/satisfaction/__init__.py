"""How it was: verdicts of residents on five points, asked by somebody who is not the provider; complaints.

Words: Verdict (score 1..5, by the resident or a proxy), Complaint. Satisfied means 4 or 5.
Dispatch stands above this room: how content people were is one of the reasons whom to ask next.
May ask: workorders, needs, households, organizations, volunteers, places, journal, accounts, kernel.
"""
