"""Time as the last visitor: commands and scheduled work. It reads the clock, so that nobody else has to."""
