"""The desk as somebody starts it: one command up, one Ctrl-C down, everything kept, little memory taken."""

import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from peers.ports import free_port

MASTHEAD = [sys.executable, "-m", "masthead.project"]
MOST_MEMORY = 400 * 2**20
STOPS_WITHIN = 120
"""Seconds: children that do not end by themselves are ended after four, by a machine that may have more to do."""
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]


class Desk:
    """A running desk with everything it printed until it was open."""

    def __init__(self, command, home):
        self.port = free_port()
        self.env = {**os.environ, "MASTHEAD_HOME": str(home), "DJANGO_SETTINGS_MODULE": "masthead.project.settings"}
        self.env.pop("DATABASE_URL", None)
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [*MASTHEAD, command, "--port", str(self.port)],
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        last_line = re.compile(r"Set-up code: \S+|^  Employee ", re.M)
        for line in self.process.stdout:
            self.said += line
            if last_line.search(line):
                break
        self.ready_in = time.monotonic() - begun

    def stop(self, signum=signal.SIGINT):
        if self.process.poll() is None:
            self.process.send_signal(signum)
        begun = time.monotonic()
        self.said += self.process.stdout.read()
        self.process.wait(timeout=300)
        return time.monotonic() - begun

    def doctor(self):
        done = subprocess.run([*MASTHEAD, "doctor", "--format", "json"], env=self.env, capture_output=True, text=True)
        return {symptom["what"]: symptom for symptom in json.loads(done.stdout)}

    def processes(self):
        children = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                children.setdefault(int(stat.read_text().rsplit(")", 1)[1].split()[1]), []).append(
                    int(stat.parent.name)
                )
            except OSError:
                continue
        found = [self.process.pid]
        for pid in found:
            found.extend(children.get(pid, []))
        return found


def proportional_memory(pid):
    return int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1]) * 1024


@pytest.fixture
def start(tmp_path):
    running = []

    def start_one(command):
        running.append(Desk(command, tmp_path / "home"))
        return running[-1]

    yield start_one
    for desk in running:
        desk.stop()


def test_a_demo_opens_signs_in_stops_and_is_kept(start):
    first = start("demo")
    link = re.search(r"Communicator\s+(\S+)", first.said)[1]
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    try:
        arrived = browser.open(link, timeout=300).url
    except urllib.error.HTTPError as answer:
        arrived = answer.url
    assert arrived.endswith("/desk/")
    assert "sessionid" in {cookie.name for cookie in jar}
    deadline = time.monotonic() + 180
    while first.doctor()["worker"]["state"] != "well" and time.monotonic() < deadline:
        time.sleep(0.2)
    assert first.doctor()["worker"]["state"] == "well"
    pids = first.processes()
    assert len(pids) >= 4
    assert sum(proportional_memory(pid) for pid in pids) < MOST_MEMORY
    assert first.stop() < STOPS_WITHIN
    assert "Stopped." in first.said
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    second = start("demo")
    assert link.split("/sign-in/")[1] in second.said
    assert "Bringing the database" not in second.said
    # How long it takes is measured by the bench, on a quiet machine; here only that nothing is prepared twice.
    assert "Gathering pages" not in second.said


def test_a_real_desk_prints_its_set_up_code_and_no_sign_in_link(start):
    desk = start("serve")
    assert re.search(r"Set-up code: \w{4}-\w{4}-\w{4}", desk.said)
    assert "/sign-in/demo/" not in desk.said
    assert desk.stop(signal.SIGTERM) < STOPS_WITHIN


def test_a_second_desk_on_the_same_port_is_told_so_in_one_line(start):
    desk = start("serve")
    again = subprocess.run(
        [*MASTHEAD, "serve", "--port", str(desk.port)], env=desk.env, capture_output=True, text=True, timeout=300
    )
    assert again.returncode == 3
    assert again.stderr.count("\n") == 1
    assert f"Port {desk.port}" in again.stderr
