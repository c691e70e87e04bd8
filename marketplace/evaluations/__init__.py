"""How a project went, at its mid-term and at its end: what was reached, how content people are, what a panel
of evaluators gives it, and what follows.

Words: Scheme (how evaluations are made, dated), Evaluation (midterm or final), Material, SiteVisit, Measurement
(an indicator counted from the orders at a moment), SampleDraw (whom the system drew to be asked: seeded and
replayable), SampleMember (one of them, and the answer), ScoreSheet and DimensionScore (a seat's points),
Objection (of the provider, against the preliminary result), CorrectionPlan (what is put right until when).
What counts is what stands in the sample when the evaluation becomes final: verdicts of sampled people that
were given until the survey closed are taken up, answers may be withdrawn until the end, and nothing afterwards.
May ask: satisfaction, workorders, contracts, panels, bids, bans, projects, needs, households, organizations,
catalogue, places, workdays, journal, accounts, kernel.
"""
