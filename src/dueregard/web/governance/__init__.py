"""Board papers: assembled from the register, edited, issued and frozen."""
