"""Bans at the bureau's desk: each with its grounds and its next step, the rules behind them, and the other
end of the scale."""
