from ninja import Router

from accrue.privacy.api import exports, people, rules

router = Router()
for part in (people, exports, rules):
    router.add_router("", part.router)
