"""A process holds one dictionary, whoever asks first, and one thread reads with it."""

from __future__ import annotations

import os
import threading
import time

from checks.engines import engine_of_its_own
from masthead.checks.engine import grammar


def test_threads_that_ask_while_it_loads_wait_for_the_same_engine() -> None:
    made: list[object] = []

    class Slow:
        def __init__(self) -> None:
            time.sleep(0.1)
            made.append(self)

    got: list[object] = []
    with engine_of_its_own() as changed:
        changed.setattr(grammar, "HarperEngine", Slow)
        threads = [threading.Thread(target=lambda: got.append(grammar.engine())) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(made) == 1
    assert got == made * 4


def test_whoever_asks_one_thread_reads() -> None:
    """For a name that resembles no word Harper makes a table in each thread that reads, of 38 megabytes."""
    reading = grammar.HarperEngine()
    told = _Told(reading._linter)
    reading._linter = told
    asking = [threading.Thread(target=reading.slips, args=(f"Visit Shuqualak on May {day}.",)) for day in range(1, 5)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert len(told.read_in) == 4
    assert len(set(told.read_in)) == 1
    assert told.read_in[0] not in {thread.ident for thread in asking}


def test_what_was_begun_is_not_read_again() -> None:
    told = _Told(grammar.HarperEngine()._linter)
    reading = grammar.engine()
    assert isinstance(reading, grammar.HarperEngine)
    linter, reading._linter = reading._linter, told
    try:
        grammar.begin("The ferry to Noxapater leaves at six.")
        assert [slip.kind for slip in reading.slips("The ferry to Noxapater leaves at six.")] == ["unknown_word"]
    finally:
        reading._linter = linter
    assert len(told.read_in) == 1


def test_a_process_that_was_split_off_reads_too() -> None:
    """It has none of the threads of the first, and would wait for one for ever."""
    text = "The libary at Shuqualak opens at ten."
    slips = grammar.engine().slips(text)
    child = os.fork()
    if not child:
        os._exit(0 if grammar.engine().slips(text) == slips else 1)
    deadline = time.monotonic() + 60
    while not (ended := os.waitpid(child, os.WNOHANG))[0] and time.monotonic() < deadline:
        time.sleep(0.05)
    if not ended[0]:
        os.kill(child, 9)
        os.waitpid(child, 0)
    assert ended == (child, 0)


class _Told:
    """A linter that tells in which threads it was asked to read."""

    def __init__(self, linter: object) -> None:
        self.linter, self.read_in = linter, list[int]()

    def organized_lints(self, *given: object, **named: object) -> object:
        self.read_in.append(threading.get_ident())
        return self.linter.organized_lints(*given, **named)
