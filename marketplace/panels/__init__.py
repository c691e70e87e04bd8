"""Who compares the bids and evaluates the work, drawn so that nobody chose them, and what each of them gave.

Words: Evaluator (an expert, or the purchaser's representative), Declaration (a tie to an organization, which
an evaluator declares), Draw (one run of the engine over all panels of a batch: its input, its seed, replayable),
Panel (of a project, for its tender, its mid-term or its final evaluation), Seat (invited, accepted, recused,
signed), Score (points and comment of a seat for a bid by a criterion; others see it when all have signed).
The score sheets of mid-term and final evaluations are kept by `evaluations`, for the panels and seats of here.
May ask: bids, bans, projects, organizations, catalogue, places, workdays, journal, accounts, kernel, matching.
"""
