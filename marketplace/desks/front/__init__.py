"""The front door: start page, signing in and out, and in the demo one account for each role."""
