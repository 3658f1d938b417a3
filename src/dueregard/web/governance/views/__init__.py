"""The pages of board papers."""
