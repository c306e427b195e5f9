import logging

import pytest
from django.conf import settings
from django.test import Client

from masthead.project.environment import database


def test_sqlite_writes_ahead_and_queues_writers(tmp_path):
    options = database("", tmp_path)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20


def test_a_file_stays_open_and_a_server_is_asked_whether_it_is_still_there(tmp_path):
    assert database("", tmp_path)["CONN_MAX_AGE"] is None
    server = database("postgresql://desk@db.example/masthead", tmp_path)
    assert server["CONN_MAX_AGE"] == 60
    assert server["CONN_HEALTH_CHECKS"] is True


def test_postgresql_url_is_taken_apart():
    made = database("postgresql://desk:p%40ss@db.example:5433/masthead?sslmode=require", settings.MASTHEAD_HOME)
    assert (made["USER"], made["PASSWORD"], made["HOST"], made["PORT"]) == ("desk", "p@ss", "db.example", "5433")
    assert made["NAME"] == "masthead"
    assert made["OPTIONS"] == {"sslmode": "require"}


def test_other_databases_are_refused_with_the_cure(tmp_path):
    with pytest.raises(ValueError, match="postgresql://"):
        database("mysql://x/y", tmp_path)


def test_secret_key_is_the_owners_alone():
    path = settings.MASTHEAD_HOME / "secret.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(settings.SECRET_KEY) > 40


@pytest.mark.django_db
def test_a_refusal_is_no_line_in_the_terminal_and_a_fault_is(caplog):
    assert settings.LOGGING["loggers"]["django.request"]["level"] == "ERROR"
    refusals = logging.getLogger("django.request")
    assert not refusals.isEnabledFor(logging.WARNING)
    assert refusals.isEnabledFor(logging.ERROR)
    assert Client().get("/no/such/page").status_code == 404
    assert not caplog.records
