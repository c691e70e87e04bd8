"""What writes in two rooms: one file, one verb, one transaction each. Only journeys know the way between rooms."""
