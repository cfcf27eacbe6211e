"""The root of every error, and the index's own. Each message is one sentence with the cure.

NewsciteError
├── UsageError            the caller asked for something that cannot be      exit code 2
├── ReadError             a page could not be read                           exit code 1
├── EmbeddingError        texts could not be turned into vectors             exit code 1
├── ArchiveError          the archive cannot be opened or written            exit code 1
│   ├── ArchiveBusy       another process owns it
│   └── EmbeddingMismatch it was made with another embedding model
└── (rag.errors) ModelError
"""


class NewsciteError(Exception):
    """Anything newscite says no to. The message is for the person."""


class UsageError(NewsciteError):
    """The request itself is wrong: a missing path, an unknown id, a bad option."""


class ReadError(NewsciteError):
    """One page could not be read; others are not affected."""


class EmbeddingError(NewsciteError):
    """The embedding model could not be reached, or gave something else than vectors."""


class ArchiveError(NewsciteError):
    """The archive folder cannot be opened, read or written."""


class ArchiveBusy(ArchiveError):
    """Another process has the archive open."""


class EmbeddingMismatch(ArchiveError):
    """The archive's vectors were made by another embedding model."""
