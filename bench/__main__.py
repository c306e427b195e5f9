"""`make bench`: every benchmark of this folder, one after the other, each in a process of its own.

`python -m bench [--quick] [NAME]...` takes some of them by name; --quick takes smaller samples, to see that all of them
still run. A benchmark ends with another code than 0 when it could not measure or a goal it names was missed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(arguments: list[str]) -> int:
    scripts = {script.stem: script for script in sorted(HERE.glob("[!_]*.py"))}
    names = [argument for argument in arguments if argument != "--quick"]
    if strangers := set(names) - scripts.keys():
        print(
            f"No benchmark is called {', '.join(sorted(strangers))}. There are: {', '.join(scripts)}.", file=sys.stderr
        )
        return 2
    env = {**os.environ, **({"MASTHEAD_BENCH_QUICK": "1"} if "--quick" in arguments else {})}
    failed = []
    for name in names or scripts:
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, str(scripts[name])], cwd=HERE.parent, env=env, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nNot finished, or a goal was missed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
