"""The PostgreSQL that starts with Accrue where no other was named.

    with embedded.running(home) as url:
        psycopg.connect(url)

Every process that needs the database holds a lease. The first one starts the server, the last one to
let go stops it; a process that was killed does not count, because its lease is a file lock and the
kernel drops those. Nothing here knows Django.
"""

from accrue.embedded.archiving import Archiving, archiving
from accrue.embedded.continuous import Base, back_to, bases, keep
from accrue.embedded.errors import EmbeddedError
from accrue.embedded.server import Lease, discard, ensure, running
from accrue.embedded.state import State, look

__all__ = [
    "Archiving",
    "Base",
    "EmbeddedError",
    "Lease",
    "State",
    "archiving",
    "back_to",
    "bases",
    "discard",
    "ensure",
    "keep",
    "look",
    "running",
]
