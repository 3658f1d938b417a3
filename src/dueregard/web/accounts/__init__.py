"""People who sign in, and the roles and permissions there are."""
