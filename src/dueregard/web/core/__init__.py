"""What every app stands on: registry, lists, forms, drafts, search."""
