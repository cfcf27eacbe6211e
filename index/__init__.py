"""Pages, text and vectors. Knows nothing of questions."""
