"""What recommendations and actions have in common: owner, rounds, entries, challenges, evidence, closure."""
