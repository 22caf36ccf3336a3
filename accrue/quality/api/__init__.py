from ninja import Router

from accrue.quality.api.health import router as health
from accrue.quality.api.merges import router as merges
from accrue.quality.api.pairs import router as pairs
from accrue.quality.api.rules import router as rules
from accrue.quality.api.scans import router as scans

router = Router()
router.add_router("", pairs)
router.add_router("", merges)
router.add_router("", rules)
router.add_router("", health)
router.add_router("", scans)

__all__ = ["router"]
