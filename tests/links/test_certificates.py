"""What certificate a linked site showed is kept with the dossier, whether it was accepted or why not."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from factories import at, person
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency
from masthead.agencies.rights import Role
from masthead.links import witness
from masthead.links.certificate import Certificate, shown
from masthead.links.facts import findings_on, link_facts
from masthead.links.fetch import Fetched, Fetcher
from masthead.links.research import ask, write_down
from masthead.links.sign import sign
from masthead.records.models import Record

DAY = timedelta(days=1)
_OTHER_USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\nConnection: close\r\n\r\n<html><p>Come in.<p>"
)


class Authority:
    """Issues certificates; `made` writes one for a server into a file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = _name("Okatoma Trust", "Okatoma Root")
        self.root = self._signed(self.name, self.key, [], days=(-99, 999), authority=True)

    def made(self, *, hosts: list[str], days: tuple[float, float] = (-30, 60), own: bool = False) -> Path:
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("", hosts[0])
        made = self._signed(name, key, hosts, days=days, by=None if not own else (name, key))
        path = self.folder / f"{made.serial_number}.pem"
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
        return path

    def trusted(self) -> ssl.SSLContext:
        context = witness.witnessing()
        context.load_verify_locations(cadata=self.root.public_bytes(serialization.Encoding.PEM).decode())
        return context

    def _signed(
        self,
        name: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        hosts: list[str],
        *,
        days: tuple[float, float],
        by: tuple[x509.Name, ec.EllipticCurvePrivateKey] | None = None,
        authority: bool = False,
    ) -> x509.Certificate:
        issuer, signing = by or (self.name, self.key)
        now = datetime.now(UTC).replace(microsecond=0)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + days[0] * DAY)
            .not_valid_after(now + days[1] * DAY)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
        )
        if authority:
            usage = dict.fromkeys(_OTHER_USES, False)
            made = made.add_extension(x509.KeyUsage(key_cert_sign=True, **usage), critical=True)
        if hosts:
            made = made.add_extension(x509.SubjectAlternativeName([_general(host) for host in hosts]), critical=False)
        return made.sign(signing, hashes.SHA256())


def _name(organization: str, common: str) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization)] if organization else []
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def connections() -> list[str]:
    """What each connection to the server came to: read or refused."""
    return []


@pytest.fixture
def served(connections: list[str]) -> Iterator[Callable[[Path], int]]:
    """Serves one page over TLS with a given certificate; returns its port."""
    listening: list[socket.socket] = []

    def serve(certificate: Path) -> int:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        listener = socket.create_server(("127.0.0.1", 0))
        listening.append(listener)

        def answer() -> None:
            while True:
                try:
                    plain, _ = listener.accept()
                except OSError:
                    return
                connections.append("opened")
                try:
                    with context.wrap_socket(plain, server_side=True) as secure:
                        if secure.recv(65536):
                            secure.sendall(ANSWER)
                except OSError:
                    continue

        threading.Thread(target=answer, daemon=True).start()
        return int(listener.getsockname()[1])

    yield serve
    for listener in listening:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def fetched(port: int, verify: ssl.SSLContext) -> Fetched:
    ours = Fetcher(judge=lambda address: address == "127.0.0.1", ports=frozenset({port}), verify=verify)
    return ours.fetch(f"https://127.0.0.1:{port}/")


def test_what_an_accepted_certificate_says_is_kept(authority: Authority, served: Callable[[Path], int]) -> None:
    found = fetched(served(authority.made(hosts=["127.0.0.1", "okatoma.example"])), authority.trusted())
    assert (found.state, found.secure, found.excerpt) == ("ok", True, "Come in.")
    (kept,) = found.certificates
    assert (kept.host, kept.refused, kept.issuer) == ("127.0.0.1", "", "Okatoma Trust, Okatoma Root")
    assert kept.names == ("okatoma.example", "127.0.0.1")
    assert kept.begins and kept.ends and kept.ends - kept.begins == 90 * DAY
    assert Certificate.from_json(kept.as_json()) == kept


@pytest.mark.parametrize(
    ("hosts", "days", "own", "trust", "why", "says"),
    [
        (["127.0.0.1"], (-60, -2), False, True, "expired", "has run out on"),
        (["127.0.0.1"], (2, 60), False, True, "not_yet", "not valid yet"),
        (["other.example"], (-30, 60), False, True, "other_host", "for another site"),
        (["127.0.0.1"], (-30, 60), True, True, "self_signed", "vouches for itself"),
        (["127.0.0.1"], (-30, 60), False, False, "unknown_issuer", "nobody this desk trusts"),
    ],
)
def test_one_that_is_refused_is_told_with_what_it_says_and_nothing_is_read(
    authority: Authority,
    served: Callable[[Path], int],
    connections: list[str],
    hosts: list[str],
    days: tuple[float, float],
    own: bool,
    trust: bool,
    why: str,
    says: str,
) -> None:
    port = served(authority.made(hosts=hosts, days=days, own=own))
    found = fetched(port, authority.trusted() if trust else witness.witnessing())
    assert (found.state, found.hops, found.excerpt, found.exchanges) == ("blocked", (), "", ())
    (kept,) = found.certificates
    assert (kept.refused, kept.names) == (why, tuple(hosts))
    assert says in found.trouble and "Browsers warn" in found.trouble
    assert connections == ["opened"], "it was read on the connection that was refused, and nobody went back"


def test_one_that_cannot_be_looked_at_is_refused_all_the_same(
    authority: Authority, served: Callable[[Path], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witness, "_shown", lambda _socket: b"")
    found = fetched(served(authority.made(hosts=["other.example"])), authority.trusted())
    assert (found.state, found.certificates) == ("blocked", (Certificate("127.0.0.1", refused="other_host"),))


def test_the_authorities_are_read_once_for_all_links_and_anew_each_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    minutes = [7]
    monkeypatch.setattr(witness, "time", SimpleNamespace(monotonic=lambda: minutes[0] * 60.0))
    before = Fetcher().verify
    minutes[0] = 59
    assert Fetcher().verify is before
    minutes[0] = 61
    assert Fetcher().verify is not before


def test_the_usual_context_is_as_strict_as_any() -> None:
    context = Fetcher().verify
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


@given(st.binary(max_size=400))
def test_whatever_a_server_shows_is_kept_without_a_crash(der: bytes) -> None:
    kept = shown("library.example", der)
    assert (kept.host, len(kept.sha256)) == ("library.example", 64)


def _twice_the_same(der: bytes) -> bytes:
    """With an extension that stands in it twice, which RFC 5280 forbids: one is given the number of another."""
    key_identifier, whose_key = b"\x55\x1d\x0e", b"\x55\x1d\x23"
    assert der.count(whose_key) == 1
    return der.replace(whose_key, key_identifier)


def _of_no_known_version(der: bytes) -> bytes:
    third = b"\xa0\x03\x02\x01\x02"
    assert der.count(third) == 1
    return der.replace(third, third[:-1] + b"\x09")


@pytest.mark.parametrize("broken", [_twice_the_same, _of_no_known_version])
def test_of_one_that_the_library_chokes_on_the_digest_is_kept(
    authority: Authority, broken: Callable[[bytes], bytes]
) -> None:
    made = x509.load_pem_x509_certificate(authority.made(hosts=["library.example"], own=True).read_bytes())
    kept = shown("library.example", broken(made.public_bytes(serialization.Encoding.DER)))
    assert (kept.host, len(kept.sha256), kept.names) == ("library.example", 64, ())


def test_names_are_few_and_clean(authority: Authority) -> None:
    path = authority.made(hosts=[f"{n}.example" for n in range(50)])
    made = x509.load_pem_x509_certificate(path.read_bytes())
    kept = shown("library\x00.example", made.public_bytes(serialization.Encoding.DER))
    assert (len(kept.names), kept.more_names, kept.host) == (20, 30, "library\ufffd.example")


def _kept(*, begins: float, ends: float, refused: str = "") -> Certificate:
    return Certificate(
        "library.example",
        refused,
        issuer="Okatoma Trust",
        valid_from=(at() + begins * DAY).isoformat(),
        valid_until=(at() + ends * DAY).isoformat(),
        sha256="0" * 64,
    )


def _dossier(*certificates: Certificate, state: str = "ok"):
    url = "https://library.example/hours"
    waiting = ask(by=person(Role.COMMUNICATOR), at=at(), url=url)
    seen = Fetched(
        state, 200, url, hops=((url, 200),), certificates=certificates, trouble="" if state == "ok" else "No."
    )
    return write_down(by=Worker(), at=at(), dossier=waiting, fetched=seen)


@pytest.mark.django_db
def test_one_that_runs_out_within_two_weeks_is_advice_at_the_dossier_and_in_the_post(agency: Agency) -> None:
    dossier = _dossier(_kept(begins=-300, ends=60), _kept(begins=-300, ends=13))
    (found,) = findings_on(dossier, at=at())
    assert (found.code, found.level) == ("certificate_ends", "advises")
    assert "runs out on December 6, 2026" in found.message
    sign(by=person(Role.COMMUNICATOR), at=at(), dossier=dossier)
    (facts,) = link_facts("https://library.example/hours")
    assert facts.certificate_ends == at() + 13 * DAY


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("begins", "ends", "told"), [(-300, 15, False), (-2, 4, False), (-5, 1, True), (-300, 13, True)]
)
def test_one_made_for_a_few_days_is_not_always_near_its_end(
    agency: Agency, begins: float, ends: float, told: bool
) -> None:
    assert bool(findings_on(_dossier(_kept(begins=begins, ends=ends)), at=at())) is told


@pytest.mark.django_db
def test_one_that_is_not_accepted_is_advice_once_a_person_has_signed(agency: Agency) -> None:
    dossier = _dossier(_kept(begins=-300, ends=-1, refused="expired"), state="blocked")
    assert [one.code for one in findings_on(dossier, at=at())] == ["certificate_refused"]
    record = json.loads(bytes(Record.objects.get(kind="link/researched").payload or b""))
    assert record["body"]["certificates"] == [
        {"host": "library.example", "refused": "expired", "until": (at() - DAY).isoformat(), "sha256": "0" * 64}
    ]
