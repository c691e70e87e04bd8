"""Pages of whoever goes and helps, shared by two desks: organizations and volunteers.

Words: an offer is answered, an order is planned and reported done, a visit is checked in and out.
`desk.Desk` says what differs between the two: whose offers come there, behind which door, under which
names. Views take it as `desk`; `paths.field_paths` binds them to the addresses of one desk.
"""
