"""Which days are worked: China's holidays and make-up days as an editable table, and its clocks.

Words: SpecialDay (a weekday off, or a weekend day worked), PublishedYear (the State Council has
announced it; any other year is provisional: plain weekends, said so, and never an error).
May ask: journal, accounts, kernel.
"""
