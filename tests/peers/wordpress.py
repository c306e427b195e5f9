"""WordPress itself for tests: Debian's package on PHP's own web server, with MariaDB beneath, thrown away after use."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from peers.ports import free_port
from peers.processes import PeerMissing, as_user, listens, need, running, scratch

PACKAGE = Path("/usr/share/wordpress")
HERE = Path(__file__).parent / "wordpress_site"
ADMINISTRATOR = "a-password-for-tests"


@dataclass(frozen=True)
class WordPressSite:
    """Where it listens, and the user the desk speaks as; `writer` may write drafts and publish nothing."""

    address: str
    user: str
    application_password: str
    writer: str
    writer_password: str
    folder: Path

    def php(self, code: str) -> str:
        """Run a line of PHP inside the site, as whoever runs the site could."""
        script = f"$_SERVER['HTTP_HOST']='127.0.0.1'; require '{self.folder}/www/wp-load.php'; {code}"
        done = subprocess.run(["php", "-r", script], capture_output=True, text=True, check=True)
        return done.stdout

    @contextmanager
    def rule(self, code: str) -> Iterator[None]:
        """PHP that is a rule of the site's own while the block lasts, as a plugin makes it."""
        place = self.folder / "www" / "wp-content" / "mu-plugins" / "rule.php"
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"<?php {code}")
        try:
            yield
        finally:
            place.unlink()


@contextmanager
def wordpress() -> Iterator[WordPressSite]:
    """A fresh site, ready in a few seconds. Raises PeerMissing saying what to install."""
    php = need("php", "php-cli php-mysql php-gd php-xml php-mbstring")
    if not (PACKAGE / "wp-load.php").exists():
        raise PeerMissing("WordPress is missing. Install it: apt-get install --no-install-recommends wordpress")
    with _mariadb() as database, scratch() as folder:
        address = f"http://127.0.0.1:{free_port()}"
        _laid_out(folder, address, database)
        listen = address.removeprefix("http://")
        command = [php, "-d", "sendmail_path=/bin/true", "-S", listen, "-t", folder / "www", HERE / "router.php"]
        port = int(listen.rpartition(":")[2])
        with running(
            command,
            log=folder / "log",
            ready=lambda: listens(port),
            cwd=folder,
            environment={"PHP_CLI_SERVER_WORKERS": "4"},
        ):
            _installed(address)
            said = subprocess.run(
                [php, HERE / "set_up.php", folder / "www"], capture_output=True, text=True, check=True
            )
            password, writer_password = said.stdout.split()[-2:]
            yield WordPressSite(address, "desk", password, "writer", writer_password, folder)


@contextmanager
def _mariadb() -> Iterator[str]:
    """A database server for the site; yields host:port. Its user and database are called `wp`."""
    install = need("mariadb-install-db", "mariadb-server")
    server = need("mariadbd", "mariadb-server", Path("/usr/sbin"))
    client = need("mariadb", "mariadb-client")
    with scratch("mysql") as folder:
        data, socket, port = folder / "data", folder / "s.sock", free_port()
        subprocess.run(
            [
                install,
                "--no-defaults",
                f"--datadir={data}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ],
            check=True,
            capture_output=True,
            cwd=folder,
            **as_user("mysql"),  # type: ignore[call-overload]
        )
        command = [server, "--no-defaults", f"--datadir={data}", f"--socket={socket}", f"--port={port}"]
        command += ["--bind-address=127.0.0.1", "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0"]

        def ready() -> bool:
            return listens(port) and socket.exists()  # it opens one after the other

        with running(command, log=folder / "log", ready=ready, owner="mysql", cwd=folder):
            sql = (
                "CREATE DATABASE wp CHARACTER SET utf8mb4; CREATE USER wp@127.0.0.1 IDENTIFIED BY 'wp';"
                " GRANT ALL ON wp.* TO wp@127.0.0.1"
            )
            subprocess.run([client, "--no-defaults", "-uroot", "-S", socket, "-e", sql], check=True)
            yield f"127.0.0.1:{port}"


def _laid_out(folder: Path, address: str, database: str) -> None:
    """The package's files, and a configuration of this run. The languages and themes it ships are enough."""
    site = folder / "www"
    shutil.copytree(PACKAGE, site, symlinks=False, ignore=shutil.ignore_patterns("uploads", "wp-config.php"))
    (site / "wp-content" / "uploads").mkdir()
    template = (HERE / "wp-config.php").read_text()
    (site / "wp-config.php").write_text(template.replace("@ADDRESS@", address).replace("@DATABASE@", database))


def _installed(address: str) -> None:
    form = {
        "weblog_title": "Library News",
        "user_name": "administrator",
        "admin_password": ADMINISTRATOR,
        "admin_password2": ADMINISTRATOR,
        "pw_weak": "1",
        "admin_email": "administrator@example.org",
        "blog_public": "0",
    }
    with urlopen(f"{address}/wp-admin/install.php?step=2", data=urlencode(form).encode(), timeout=300) as page:
        if b"Success" not in page.read():
            raise PeerMissing("WordPress could not be installed: its own installer did not succeed.")
