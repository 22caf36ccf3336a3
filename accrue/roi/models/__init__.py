from accrue.roi.models.alerts import Alert, AlertNotice
from accrue.roi.models.benefits import DeclaredBenefit
from accrue.roi.models.comments import CommentMention, StatementComment
from accrue.roi.models.costs import Budget, Cost, CostAttachment
from accrue.roi.models.goals import Baseline, Goal
from accrue.roi.models.programme import DesignPin, PerimeterExclusion, Programme
from accrue.roi.models.sending import SendingSchedule, SendingSlot, Stakeholder, StatementMail
from accrue.roi.models.statements import (
    FileForm,
    LinkView,
    PublishedLink,
    Statement,
    StatementApproval,
    StatementFile,
    StatementPdf,
    StatementRecord,
)

__all__ = [
    "Alert",
    "AlertNotice",
    "Baseline",
    "Budget",
    "CommentMention",
    "Cost",
    "CostAttachment",
    "DeclaredBenefit",
    "DesignPin",
    "FileForm",
    "Goal",
    "LinkView",
    "PerimeterExclusion",
    "Programme",
    "PublishedLink",
    "SendingSchedule",
    "SendingSlot",
    "Stakeholder",
    "Statement",
    "StatementApproval",
    "StatementComment",
    "StatementFile",
    "StatementMail",
    "StatementPdf",
    "StatementRecord",
]
