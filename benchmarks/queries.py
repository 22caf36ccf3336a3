"""How many queries each flow of the product asks. `python -m benchmarks.queries SESSION PERSON` prints JSON."""

from __future__ import annotations

import json
import sys

import django

if __name__ == "__main__":
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from benchmarks.flows import flows

    client = Client(headers={"host": "127.0.0.1"})
    client.cookies[settings.SESSION_COOKIE_NAME] = sys.argv[1]
    counts = {}
    for flow in flows(int(sys.argv[2])):
        client.get(flow.product)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            status = client.get(flow.product).status_code
        counts[flow.name] = len(asked) if status == 200 else -status
    print(json.dumps(counts))
