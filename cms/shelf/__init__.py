"""What stands on the shelf, as lists and facts: read from the rooms, never kept here."""
