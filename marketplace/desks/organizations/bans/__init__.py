"""A ban as the organization it concerns reads it: the notice, its statement, the decision, its appeal."""
