"""The programs that tests talk to for real. Installs what is missing where that is allowed, else says exactly what is.

`python tests/peers/machine.py`; exit code 1 and one line per missing program when the suite could not prove itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from peers.again import again
from peers.bluesky_servers import installed
from peers.processes import PeerMissing


@dataclass(frozen=True)
class Program:
    """A program by the paths or names it is found under, the Debian package that brings it, and what it is for."""

    names: tuple[str, ...]
    package: str
    purpose: str

    def found(self) -> str | None:
        """Where it is; a path with * takes the newest version that is there."""
        for name in self.names:
            if "*" in name:
                there = sorted(Path("/").glob(name.lstrip("/")), key=lambda path: [len(path.parent.parent.name), path])
                if there:
                    return str(there[-1])
            elif where := shutil.which(name):
                return where
        return None


PROGRAMS = (
    Program(("chromium", "chromium-browser", "google-chrome"), "chromium", "pages in a browser"),
    Program(("/usr/lib/postgresql/*/bin/initdb", "initdb"), "postgresql", "the suite on PostgreSQL"),
    Program(("redis-server",), "redis-server", "the local Bluesky network"),
    Program(("/usr/sbin/dovecot", "dovecot"), "dovecot-imapd", "mail that arrives"),
    Program(("openssl",), "openssl", "a time-stamp authority"),
    Program(("/usr/share/wordpress/wp-load*.php",), "wordpress", "a WordPress site"),
    Program(
        ("/usr/share/wordpress/wp-content/themes/twentytwentyone/index*.php",),
        "wordpress-theme-twentytwentyone",
        "the WordPress site's pages",
    ),
    Program(("php",), "php-cli", "the WordPress site"),
    Program(("/usr/lib/php/*/mysqli.so",), "php-mysql", "the WordPress site"),
    Program(("/usr/lib/php/*/gd.so",), "php-gd", "pictures on the WordPress site"),
    Program(("/usr/lib/php/*/xml.so",), "php-xml", "the WordPress site"),
    Program(("/usr/lib/php/*/mbstring.so",), "php-mbstring", "the WordPress site"),
    Program(("/usr/sbin/mariadbd", "mariadbd"), "mariadb-server", "the WordPress site"),
)


def missing() -> list[Program]:
    return [program for program in PROGRAMS if program.found() is None]


def install(programs: list[Program]) -> None:
    """As root on Debian or Ubuntu. What cannot be installed is found missing afterwards."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"]
    packages = [program.package for program in programs]
    print(f"Installing for the tests: {', '.join(packages)}", flush=True)

    def attempt() -> str:
        # A list that could not be fetched anew may be good enough; what counts is that the packages arrive.
        subprocess.run([*apt, "update"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        done = subprocess.run([*apt, "install", *packages], env=env, capture_output=True, text=True, check=False)
        return done.stderr or "apt-get said nothing" if done.returncode else ""

    if trouble := again("apt-get", attempt):
        print(trouble, file=sys.stderr)


def main() -> int:
    if missing() and os.getuid() == 0 and shutil.which("apt-get"):
        install(missing())
    absent = missing()
    for program in absent:
        print(f"missing: {program.names[-1]} ({program.purpose}): apt-get install {program.package}", file=sys.stderr)
    try:
        # Here, where it may take its time, and not while a test waits for it.
        installed()
    except PeerMissing as trouble:
        print(f"missing: {trouble}", file=sys.stderr)
        return 1
    return 1 if absent else 0


if __name__ == "__main__":
    sys.exit(main())
