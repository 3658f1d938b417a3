"""Bodies, the dated tree of units, posts, who holds them, who has which role where."""
