"""The bureau: a chief who looks for thirty seconds, and the officers who answer for the numbers.

`overview` is the district in pictures (gathered in `picture`, placed on the map by `measures`);
`proposals` decides what joins the list of needs; `weights` turns what the engine weighs; `days` keeps the
working-day calendar that every clock runs by; `journal` tells what happened to one need, and proves that
nobody rewrote it.
"""
