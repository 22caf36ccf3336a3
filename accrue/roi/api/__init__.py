"""The return for programs: the same services and selectors as the pages."""

from accrue.roi.api.comments import router as comments
from accrue.roi.api.cost_files import router as cost_files
from accrue.roi.api.programme import router as programme
from accrue.roi.api.sending import router as sending
from accrue.roi.api.statements import router as statements

ROUTERS = (statements, comments, cost_files, sending, programme)

__all__ = ["ROUTERS"]
