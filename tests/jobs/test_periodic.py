"""A periodic job runs once per interval, however many workers there are."""

import types
from dataclasses import replace
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from factories import at
from masthead.agencies.models import Agency
from masthead.jobs import forget_finished_tasks, periodic
from masthead.jobs.lost import give_up_lost_tasks, silent_carriers
from masthead.jobs.models import Heartbeat
from masthead.jobs.periodic import Periodic, Rota, take_turns, timetable
from masthead.jobs.worker import beat
from masthead.outbox.carriers import this_process

HOURLY = Periodic("forget_finished_tasks", 3600.0, forget_finished_tasks.run)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agency")]


def finish_all():
    DBTaskResult.objects.update(status="SUCCESSFUL")


def test_a_new_job_is_due_at_once_and_then_after_its_interval():
    assert take_turns(at(), (HOURLY,)) == ["forget_finished_tasks"]
    finish_all()
    assert take_turns(at(59), (HOURLY,)) == []
    assert take_turns(at(60), (HOURLY,)) == ["forget_finished_tasks"]


def test_nothing_is_due_before_the_desk_is_open():
    Agency.objects.update(set_up_at=None)
    assert take_turns(at(), (HOURLY,)) == []


def test_a_job_with_nothing_to_do_takes_no_turn_and_stays_due():
    empty = replace(HOURLY, needed=lambda at: False)
    assert take_turns(at(), (empty,)) == []
    assert not DBTaskResult.objects.exists()
    assert take_turns(at(0.1), (HOURLY,)) == ["forget_finished_tasks"]


def test_a_slow_job_is_asked_seldom_and_never_later_than_after_five_seconds():
    often = replace(HOURLY, name="often", every=2.0)
    now_and_then = replace(HOURLY, name="now and then", every=8.0)
    rota = Rota((often, now_and_then, HOURLY))
    asked = [[job.name for job in rota.asks(100.0 + second)] for second in range(7)]
    assert asked[0] == ["often", "now and then", "forget_finished_tasks"], "a worker that has just begun asks all"
    assert asked[1:5] == [["often"], ["often", "now and then"]] * 2
    assert asked[5:] == [["often", "forget_finished_tasks"], ["often", "now and then"]]


def test_two_workers_asking_at_the_same_moment_enqueue_one_turn():
    assert len(take_turns(at(), (HOURLY,)) + take_turns(at(), (HOURLY,))) == 1
    assert DBTaskResult.objects.count() == 1


def test_slow_work_does_not_pile_up():
    take_turns(at(), (HOURLY,))
    assert take_turns(at(60), (HOURLY,)) == []
    assert DBTaskResult.objects.count() == 1


def test_work_of_a_dead_worker_does_not_block_its_job_forever():
    take_turns(at(), (HOURLY,))
    DBTaskResult.objects.update(status="RUNNING", started_at=at(), worker_ids=["gone"])
    assert take_turns(at(60), (HOURLY,)) == []
    assert give_up_lost_tasks(at(61)) == 1
    assert DBTaskResult.objects.get().status == "FAILED"
    assert take_turns(at(120), (HOURLY,)) == ["forget_finished_tasks"]


def test_a_living_workers_task_is_left_alone():
    take_turns(at(), (HOURLY,))
    DBTaskResult.objects.update(status="RUNNING", started_at=at(), worker_ids=["alive"])
    Heartbeat.objects.create(worker="alive", started_at=at(), beat_at=at(61) - timedelta(seconds=20))
    assert give_up_lost_tasks(at(61)) == 0


def test_a_worker_that_missed_three_beats_is_not_heard_of():
    for name, seconds in (("quick", 20), ("quiet", 30), ("long gone", 600)):
        Heartbeat.objects.create(
            worker=name, started_at=at(), beat_at=at(61) - timedelta(seconds=seconds), carrier=f"process of {name}"
        )
    Heartbeat.objects.create(worker="of another system", started_at=at(), beat_at=at())
    assert sorted(silent_carriers(at(61))) == ["process of long gone", "process of quiet"]


def test_a_beat_names_the_process_as_deliveries_do():
    beat("one", at())
    assert Heartbeat.objects.get().carrier == this_process()
    beat("one", at(5))
    assert Heartbeat.objects.values_list("beat_at", "carrier").get() == (at(5), this_process())


def test_every_file_that_names_an_interval_is_on_the_timetable():
    names = {job.name for job in timetable()}
    assert "forget_finished_tasks" in names
    for job in timetable():
        assert DBTaskResult(task_path=job.path, args_kwargs={}, backend_name="default", run_after=at()).task.func


def test_an_interval_without_a_task_is_refused(monkeypatch):
    monkeypatch.setattr(periodic.pkgutil, "iter_modules", lambda path: [types.SimpleNamespace(name="broken")])
    monkeypatch.setattr(periodic.importlib, "import_module", lambda name: types.SimpleNamespace(EVERY=5))
    with pytest.raises(TypeError, match=r"jobs/broken\.py"):
        list(periodic._found())
