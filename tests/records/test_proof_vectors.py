"""The published vectors for RFC 6962 proofs: 98 of inclusion, 98 of consistency, most of them to be refused."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from masthead.records.proof import ProofFailed, verify_consistency, verify_inclusion

VECTORS = Path(__file__).parents[1] / "data" / "rfc6962"


def vectors(of: str) -> list[Any]:
    root = VECTORS / of
    return [pytest.param(json.loads(path.read_text()), id=str(path.relative_to(root))) for path in root.rglob("*.json")]


def hashes(values: list[str] | None) -> list[bytes]:
    return [base64.b64decode(value) for value in values or []]


def test_all_196_vectors_are_here() -> None:
    assert (len(vectors("inclusion")), len(vectors("consistency"))) == (98, 98)


@pytest.mark.parametrize("vector", vectors("inclusion"))
def test_inclusion(vector: dict[str, Any]) -> None:
    def check() -> None:
        verify_inclusion(
            number=vector["leafIdx"],
            size=vector["treeSize"],
            leaf=base64.b64decode(vector["leafHash"] or ""),
            path=hashes(vector["proof"]),
            root=base64.b64decode(vector["root"] or ""),
        )

    if vector["wantErr"]:
        with pytest.raises(ProofFailed):
            check()
    else:
        check()


@pytest.mark.parametrize("vector", vectors("consistency"))
def test_consistency(vector: dict[str, Any]) -> None:
    def check() -> None:
        verify_consistency(
            first=vector["size1"],
            second=vector["size2"],
            path=hashes(vector["proof"]),
            first_root=base64.b64decode(vector["root1"] or ""),
            second_root=base64.b64decode(vector["root2"] or ""),
        )

    if vector["wantErr"]:
        with pytest.raises(ProofFailed):
            check()
    else:
        check()
