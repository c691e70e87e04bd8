"""What the district buys: from what is wanted to the bids that are open on the table.

`batches` the year's lists and their release (`checklist`: what they lack), `wanting` what the figures propose,
`planning` (with `forms`) the plan of a project, `project` its page, `steps` what is decided about it, `papers` its
documents and questions, `shares` the two officers' shares of the opening key, `opening` the ceremony, `bids` what
was opened, `rules` the rulebook; `finding` says what somebody at this desk may know of, `words` what things are called.
"""
