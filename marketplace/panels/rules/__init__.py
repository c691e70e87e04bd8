"""How a panel is formed, and what its scores come to. Pure."""
