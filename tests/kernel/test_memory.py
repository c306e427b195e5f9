"""Memory handed back: nothing that is needed goes with it."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes the advice")
def test_a_process_that_let_go_of_its_code_goes_on_as_before() -> None:
    probe = (
        "from masthead.kernel.memory import hand_back, let_go_of_code, settle, share_one_heap\n"
        "from masthead.reading.encoder import encoder\n"
        "share_one_heap()\n"
        "before = encoder().states([101, 2003, 102]).tobytes()\n"
        "settle()\n"
        "let_go_of_code()\n"
        "hand_back()\n"
        "import json, decimal\n"
        "assert encoder().states([101, 2003, 102]).tobytes() == before\n"
        "print(json.dumps(str(decimal.Decimal(1) / 7)))\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.startswith('"0.142857')
