"""Logs are lines of JSON where asked for, tracebacks included, whoever writes them."""

import io
import json
import logging
import logging.config

import pytest
import structlog

from accrue.operations.logs import configure_structlog, logging_settings


@pytest.fixture
def written():
    """What a logger of the test's own writes."""

    def log_to(form):
        settings = logging_settings(form)
        stream = io.StringIO()
        formatter = settings["formatters"]["accrue"]
        handler = logging.StreamHandler(stream)
        handler.setFormatter(
            formatter["()"](
                processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]
            )
        )
        logger = logging.getLogger("accrue.test_logs")
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel("INFO")
        return logger, stream

    yield log_to
    logging.getLogger("accrue.test_logs").handlers = []


def test_a_line_of_json_with_the_time_in_utc(written):
    logger, stream = written("json")
    logger.warning("a job of %s failed", "müller")
    line = json.loads(stream.getvalue())
    assert line["event"] == "a job of müller failed"
    assert (line["level"], line["logger"]) == ("warning", "accrue.test_logs")
    assert line["timestamp"].endswith("Z")


def test_a_traceback_stays_on_its_line(written):
    logger, stream = written("json")
    try:
        raise ValueError("no")
    except ValueError:
        logger.exception("broken")
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["exception"][0]["exc_type"] == "ValueError"


def test_structlog_goes_the_same_way(written):
    configure_structlog()
    _, stream = written("json")
    structlog.get_logger("accrue.test_logs").info("sent", mails=3)
    assert json.loads(stream.getvalue())["mails"] == 3


def test_people_read_text(written):
    logger, stream = written("console")
    logger.warning("the disk is nearly full")
    assert "the disk is nearly full" in stream.getvalue()
    assert not stream.getvalue().startswith("{")


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/join/7f3a-secret/", "/join/***/"),
        ("/published/7f3a-secret/statement.pdf", "/published/***/statement.pdf"),
        ("/sign-in/password/reset/1z-7f3a-secret/", "/sign-in/password/reset/***/"),
        ("/sign-in/password/reset/sent/", "/sign-in/password/reset/sent/"),
    ],
)
def test_an_address_that_is_a_key_is_not_written(written, form, address, kept):
    logger, stream = written(form)
    logger.warning("Method Not Allowed (%s): %s", "PUT", address)
    try:
        raise ValueError(address)
    except ValueError:
        logger.exception("broken")
    assert "secret" not in stream.getvalue()
    assert stream.getvalue().count(kept) >= 2


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_traceback_tells_no_values(written, form):
    logger, stream = written(form)
    password = "-".join(["orbit", "lantern"])
    try:
        raise ValueError(len(password))
    except ValueError:
        logger.exception("broken")
    assert "ValueError" in stream.getvalue()
    assert password not in stream.getvalue()
