"""How things look: tokens, components and drawings. Knows no noun of the domain.

May ask: kernel.
"""
