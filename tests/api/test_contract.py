"""The API keeps to its own OpenAPI document, whatever is sent to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import checks

from accrue import clock
from accrue.accounts.services import create_user, ensure_built_in_roles
from accrue.accounts.tokens import create_token
from accrue.api import api

schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
schema.app = get_wsgi_application()

# The transaction of the test holds every example; nothing is left behind.
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_connection():
    """Each request ends with closing connections inside a transaction; Django's own test client prevents it so too."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture
def secret(db):
    ensure_built_in_roles()
    user = create_user(email="api@example.org", name="Api", roles=["administrator"])
    scopes = ["*:read", "*:write"]
    return create_token(user=user, name="t", scopes=scopes, expires_at=clock.now() + timedelta(days=1))[1]


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_operation(case, secret):
    case.call_and_validate(
        headers={"Authorization": f"Bearer {secret}", "Host": "localhost", "Accept-Encoding": "identity"},
        checks=[
            checks.not_a_server_error,
            checks.status_code_conformance,
            checks.content_type_conformance,
            checks.response_schema_conformance,
        ],
    )
