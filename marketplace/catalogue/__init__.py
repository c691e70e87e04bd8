"""What can be asked for: the closed lists and the list of 137 needs.

Words: TargetGroup (6), ServiceLevel (4), UrgencyTag (4, with the figures of its clocks), Category (8),
Subcategory (25), Qualification (12), NeedType (137), NeedTypeProposal (a need that was on no list).
The lists are the files in `data/`, brought in by `actions.load_catalogue`; `files` reads and refuses
them. What people write freely is matched to need types by `searching` (pure), asked through
`queries.search_need_types`; a person decides.
May ask: journal, accounts, kernel.
"""
