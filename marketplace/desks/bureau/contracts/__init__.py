"""From the ranking to the last instalment of a project: who was chosen, who objects, what is signed and paid."""
