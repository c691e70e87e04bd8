"""The desk of evaluators: what is left for me, the bids beside my sheet, my ties, and what came out."""
