"""What Bluesky is given of a picture, and what is said of a file that is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from masthead.channels.bluesky.images import fitted
from masthead.channels.errors import Rejected
from masthead.channels.post import AssetFile


def test_a_file_that_is_no_picture_is_told_by_the_name_staff_gave_it(tmp_path: Path) -> None:
    kept = tmp_path / "0193b2.jpg"
    kept.write_bytes(b"\xff\xd8 not a picture")
    with pytest.raises(Rejected, match=r"^story-hour\.jpg cannot be read as a picture\."):
        fitted(AssetFile(kept, "image/jpeg", name="story-hour.jpg"), 1_000_000)
