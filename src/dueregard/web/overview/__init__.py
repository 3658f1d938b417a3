"""What needs attention, search over everything, and the home page by role."""
