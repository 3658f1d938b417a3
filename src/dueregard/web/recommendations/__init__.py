"""Sources, their recommendations as a tree, responses, links and imports of papers."""
