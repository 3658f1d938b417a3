"""What recommendations and actions have in common: who answers, what was said, how it ended."""
