"""The dispatch centre: two screens, eight hours.

`board` shows what waits and for how long, and renews itself; `rounds` previews what the engine
proposes, with its reasons, and commits or discards it; `orders` is one order with everybody who could
take it, for whoever knows better than the engine (`pricing`: what that costs all who wait). `why` accounts
for one order of a round exactly, `drawing` as a picture; `following` says what comes after a round;
`fairness` is the ledger of who is asked how often. What a page shows is gathered in `wall` and
`filtering`; words for points and reasons are in `words`.
"""
