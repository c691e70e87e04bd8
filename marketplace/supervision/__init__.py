"""Time and numbers: which clock runs out next, what breached, and how the district is doing.

Words: Clock (derived, never stored), Alert (a breach that was told once), funnel, scorecard. Reads
everything, is read by nobody below the journeys.
May ask: every room below, kernel.
"""
