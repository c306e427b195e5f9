"""What stands in the way is told in one line that names the cure, before anything is started."""

import socket

from masthead.project.preflight import (
    disk_has_room,
    home_is_writable,
    obstacles,
    port_is_free,
    python_is_new_enough,
)


def test_an_old_python_is_told_which_one_to_install():
    assert "3.11 or newer" in python_is_new_enough((3, 10))
    assert python_is_new_enough((3, 11)) is None
    assert python_is_new_enough((4, 0)) is None


def test_a_busy_port_is_named_and_a_free_one_is_not():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"Port {port}" in port_is_free("127.0.0.1", port)
    assert port_is_free("127.0.0.1", port) is None


def test_an_address_that_is_not_here_is_named():
    assert "--host" in port_is_free("no-such-host.invalid", 8000)


def test_a_full_disk_is_told_in_megabytes(tmp_path):
    assert disk_has_room(tmp_path, least=1) is None
    assert "make room" in disk_has_room(tmp_path, least=2**60)


def test_a_home_that_is_a_file_is_refused_with_the_cure(tmp_path):
    (tmp_path / "file").touch()
    assert "MASTHEAD_HOME" in home_is_writable(tmp_path / "file")
    assert home_is_writable(tmp_path / "new" / "deeper") is None


def test_every_obstacle_is_told_at_once(tmp_path):
    (tmp_path / "file").touch()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        found = list(obstacles(home=tmp_path / "file", host="127.0.0.1", port=taken.getsockname()[1]))
    assert len(found) == 2
    assert all("\n" not in line for line in found)
