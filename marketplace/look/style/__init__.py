"""What the style page shows: every component in its states, in both languages, with people who do not exist."""
