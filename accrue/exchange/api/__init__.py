from accrue.exchange.api.exports import router as exports
from accrue.exchange.api.imports import router as imports

__all__ = ["exports", "imports"]
