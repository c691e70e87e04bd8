"""Where: district > subdistrict > community, how far apart, and which staff are posted where.

Words: District, Subdistrict, Community (with planar coordinates in metres, an outline, neighbours),
Posting (who holds which role at which place, from when until when). A district comes in from the
statistics bureau's list of divisions; its map is drawn from a sketch, since no borders are published.
May ask: accounts, journal, kernel.
"""
