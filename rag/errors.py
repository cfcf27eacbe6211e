"""Errors of asking. The root and the rest of the tree: index/errors.py."""

from index.errors import NewsciteError


class ModelError(NewsciteError):
    """The language model could not be reached or did not answer usefully."""


class RerankError(NewsciteError):
    """A reranker could not be reached or did not answer usefully; the search's order stands."""
