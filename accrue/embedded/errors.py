"""What goes wrong with the embedded server, said so that the reader knows what to do."""


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot run; the message says why and what to do next."""
