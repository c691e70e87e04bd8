"""What happened: every change leaves who, when, what and why in the transaction that made it.

Words: Entry (one change), Thread (the entries of one need, organization, ... in order, each carrying
the digest of the one before), Seal (a digest over everything that was written since the last seal).
The database refuses to change or delete an entry. No personal data of residents is ever written here.
May ask: accounts, kernel.
"""
