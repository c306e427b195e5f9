"""A home that cannot be used is told in one line, by whichever command meets it first."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


def test_a_home_that_is_no_folder_is_told_in_one_line_with_exit_code_3() -> None:
    env = {**os.environ, "MASTHEAD_HOME": "/dev/null/x", "DJANGO_SETTINGS_MODULE": "masthead.project.settings"}
    env.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "masthead.project", "doctor"]
    told = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (told.returncode, "Traceback" in told.stderr) == (3, False), told.stderr
    assert "MASTHEAD_HOME cannot be used" in told.stderr and len(told.stderr.strip().splitlines()) == 1
