"""Cloud Supermarket (云超市): the service marketplace of a district's social assistance.

Rooms know one noun each and build on the rooms below them; journeys write in several rooms at once;
desks, the API and the clockwork are the faces people and time come in by. README.md has the map.
"""
