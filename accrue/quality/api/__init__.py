from ninja import Router

from accrue.quality.api.pairs import router as pairs

router = Router()
router.add_router("", pairs)

__all__ = ["router"]
