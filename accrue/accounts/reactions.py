from __future__ import annotations

from accrue.accounts import services
from accrue.events.catalogue import InvitationRenewed, UserInvited
from accrue.events.models import Event
from accrue.events.reacting import reacts_to


@reacts_to(UserInvited, InvitationRenewed)
def send_invitation_on_user_invited(event: Event) -> None:
    services.send_invitation(invitation_id=event.subject_id)
