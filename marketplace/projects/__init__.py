"""What the district buys: the batch of a year, its projects, and how each of them comes along.

Words: ProjectBatch (released in one act), Project with budget lines, indicators, criteria and documents;
gate 1 (approval before release) and gate 2 (approval before award), each by another person than the one
who wrote it; Clarification (a question answered to all), Amendment (a change that extends the deadline).
Rulebook: the figures of procurement law, dated; a project keeps the one it was released under. Whether a
project takes bids is read off its deadline, never stored. The steps that follow bids, awards, contracts
and evaluations (`mark_…`) are taken by journeys.
May ask: needs, organizations, catalogue, places, workdays, journal, accounts, kernel.
"""
