"""Everything that can happen, a file per area. Never changed once shipped: a new version is a new name."""

from accrue.events.catalogue.activities import (
    ChatChannelAdded,
    ChatChannelEdited,
    ChatChannelFailed,
    ChatChannelRemoved,
    CommentEdited,
    CommentWithdrawn,
    CommentWritten,
    FileAdded,
    FileArchived,
    FileEdited,
    FileQuarantined,
    FileRestored,
    NewsPreferencesChanged,
    NoticesMailed,
    RecordFollowed,
    RecordUnfollowed,
    TagCreated,
    TagDeleted,
    TagEdited,
    TagsAdded,
    TagsMerged,
    TagsRemoved,
)
from accrue.events.catalogue.billing import (
    CreditNoteIssued,
    InvoiceCancelled,
    InvoiceIssued,
    InvoicePaid,
    OrderCancelled,
    OrderConfirmed,
    OrderEdited,
    PaymentReceived,
    PaymentRefunded,
)
from accrue.events.catalogue.bulk import ManyRecordsChanged, ManyRecordsPutBack
from accrue.events.catalogue.contacts import (
    CompanyArchived,
    CompanyCreated,
    CompanyEdited,
    CompanyRestored,
    PersonArchived,
    PersonCreated,
    PersonEdited,
    PersonRestored,
)
from accrue.events.catalogue.custom import (
    CustomFieldArchived,
    CustomFieldChanged,
    CustomFieldDeleted,
    CustomFieldMade,
    CustomFieldRestored,
    PageLayoutChanged,
)
from accrue.events.catalogue.dashboards import (
    DashboardChanged,
    DashboardDeleted,
    DashboardMade,
    DashboardRestored,
    DashboardScheduled,
    DashboardSent,
    DashboardShared,
)
from accrue.events.catalogue.duplicates import (
    CompaniesComparedAgain,
    CompaniesKeptApart,
    DuplicateRulesChanged,
    PeopleComparedAgain,
    PeopleKeptApart,
)
from accrue.events.catalogue.exchange import (
    CompanyTakenBack,
    ImportFinished,
    ImportReverted,
    ImportRowDecided,
    ImportStarted,
    OrderTakenBack,
    PersonTakenBack,
    ProductTakenBack,
    RecordsExported,
)
from accrue.events.catalogue.experiments import (
    ExperimentEnded,
    ExperimentLookedAt,
    ExperimentStarted,
    PersonAssigned,
)
from accrue.events.catalogue.merges import (
    CompaniesMerged,
    CompanyMergeUndone,
    DrawnPeopleMerged,
    DrawnPeopleParted,
    PeopleMerged,
    PersonMergeUndone,
)
from accrue.events.catalogue.operations import (
    JobDiscarded,
    JobRunAgain,
)
from accrue.events.catalogue.pipelines import (
    LossReasonAdded,
    LossReasonRenamed,
    LossReasonRestored,
    LossReasonRetired,
    PipelineArchived,
    PipelineCreated,
    PipelineRenamed,
    StageAdded,
    StageEdited,
    StageRemoved,
    StagesOrdered,
)
from accrue.events.catalogue.privacy import (
    ConsentGiven,
    ConsentWithdrawn,
    ErasurePlanned,
    ErasureStopped,
    PersonDataExported,
    PersonErased,
    RetentionRuleSaved,
)
from accrue.events.catalogue.products import (
    ProductArchived,
    ProductCreated,
    ProductEdited,
    ProductRestored,
)
from accrue.events.catalogue.programme import (
    BaselineFrozen,
    BenefitDeclared,
    BenefitWithdrawn,
    BudgetOverrun,
    BudgetSet,
    CostApproved,
    CostChanged,
    CostEntered,
    CostWithdrawn,
    GoalBackOnTrack,
    GoalDropped,
    GoalLeftTrack,
    GoalSet,
    ProgrammeChanged,
    SendingLimited,
    SendingScheduled,
    StakeholderAdded,
    StakeholderRemoved,
)
from accrue.events.catalogue.rules import (
    HealthWeighed,
    RecordsStandardised,
    RuleChanged,
    RuleDeleted,
    RuleMade,
    RuleSwitched,
    StandardisingUndone,
)
from accrue.events.catalogue.sales import (
    DealArchived,
    DealEdited,
    DealLost,
    DealMoved,
    DealOpened,
    DealReopened,
    DealRestored,
    DealWon,
)
from accrue.events.catalogue.sign_in import (
    ApiTokenCreated,
    ApiTokenRevoked,
    PasswordChanged,
    SecondFactorAdded,
    SecondFactorRemoved,
    SessionsEnded,
)
from accrue.events.catalogue.statements import (
    CostsExported,
    PublishedLinkRevoked,
    StatementApproved,
    StatementCommented,
    StatementCommentEdited,
    StatementCommentWithdrawn,
    StatementDrawn,
    StatementExported,
    StatementPublished,
    StatementSendingRetried,
    StatementSent,
)
from accrue.events.catalogue.teams import (
    OrganisationEdited,
    RoleChanged,
    RoleCreated,
    RoleDeleted,
    TeamAdopted,
    TeamArchived,
    TeamCreated,
    TeamEdited,
    TeamRestored,
)
from accrue.events.catalogue.users import (
    InvitationRenewed,
    InvitationWithdrawn,
    ProfileEdited,
    UserCreated,
    UserDisabled,
    UserEdited,
    UserEnabled,
    UserInvited,
    UserJoined,
    UserRolesChanged,
)
from accrue.events.catalogue.views import (
    ViewChanged,
    ViewDeleted,
    ViewRestored,
    ViewSaved,
)
