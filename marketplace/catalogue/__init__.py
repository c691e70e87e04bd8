"""What can be asked for: the closed lists and the list of 137 needs.

Words: TargetGroup (6), ServiceLevel (4), UrgencyTag (4, with its clocks), Category (8), Subcategory
(25), Qualification, NeedType (137), NeedTypeProposal (a need that was on no list).
May ask: journal, accounts, kernel.
"""
