"""The wish board: for everybody who would like to give, and for the staff through whose hands things go."""
