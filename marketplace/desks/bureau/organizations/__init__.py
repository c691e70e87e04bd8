"""The bureau's desk for organizations: who asks to be listed, whose papers wait, who is due again."""
