"""What every room stands on: refusals, lifecycles, clean text, periods, and rules the database holds.

No app, no models, no clock. Rooms import from here; the kernel imports none of them.
"""
