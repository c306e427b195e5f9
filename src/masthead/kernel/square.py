"""An address as the square that telephones read (QR code, ISO/IEC 18004), drawn in the page itself."""

from __future__ import annotations

import html

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode


def square(address: str, label: str) -> str:
    """SVG markup of the square for `address`, named `label` for whoever cannot see it. Dark on white in any theme."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(address)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return (
        f'<svg viewBox="0 0 {len(rows)} {len(rows)}" role="img" aria-label="{html.escape(label)}">'
        f'<path fill="#fff" d="M0 0h{len(rows)}v{len(rows)}H0z"/><path fill="#000" d="{path}"/></svg>'
    )
