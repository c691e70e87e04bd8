"""What the engine weighs, in plain words: read by the dispatch centre, turned by the bureau.

`pages` are the views, `forms` what can be turned, `shown` what a page shows of a set and of a comparison, `words`
what each weight is called and does.
"""
