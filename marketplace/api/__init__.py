"""The same way for other systems: /api/ with the same rules and messages as the pages."""
