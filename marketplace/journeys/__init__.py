"""What writes in two rooms: one file, one verb, one transaction each. Only journeys know the way between rooms.

A journey has the name of its file, takes what it is about first and the rest by keyword, and is called
alike by desks, api and clockwork. `by` is who does it (`None`: time itself, or a resident by their code),
`at` the moment.
"""
