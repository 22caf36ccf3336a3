from ninja import Router

from accrue.quality.api.merges import router as merges
from accrue.quality.api.pairs import router as pairs

router = Router()
router.add_router("", pairs)
router.add_router("", merges)

__all__ = ["router"]
