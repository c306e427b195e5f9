"""Ten workers keep one timetable: each turn is taken by exactly one of them."""

import threading

import pytest
from django.db import close_old_connections, connection
from django.db.utils import OperationalError
from django_tasks_db.models import DBTaskResult

import factories
from factories import at
from masthead.jobs import forget_finished_tasks
from masthead.jobs.periodic import Periodic, take_turns

HOURLY = Periodic("forget_finished_tasks", 3600.0, forget_finished_tasks.run)


@pytest.mark.django_db(transaction=True)
def test_one_turn_is_taken_once():
    factories.agency()
    ready = threading.Barrier(10)
    taken = []

    def ask():
        ready.wait()
        for _ in range(200):
            try:
                taken.extend(take_turns(at(), (HOURLY,)))
                break
            except OperationalError:
                # A test's database in memory refuses where a file would wait. The worker asks again, and so do we.
                continue
            finally:
                close_old_connections()
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken == ["forget_finished_tasks"]
    assert DBTaskResult.objects.count() == 1
