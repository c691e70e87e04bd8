"""Where: district > subdistrict > community, how far apart, and which staff are posted where.

Words: District, Subdistrict, Community (with planar coordinates in metres), Posting (who holds which
role at which place, from when until when).
May ask: accounts, journal, kernel.
"""
