"""The calendar of evaluations, and the way of one of them from its materials to its signature."""
