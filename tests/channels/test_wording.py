"""The name of a wording is kept with each comment: one spelled otherwise would make every comment look reworded."""

from __future__ import annotations

from masthead.channels.wording import version_of


def test_a_wording_is_called_today_as_it_was_when_it_was_kept() -> None:
    assert version_of("When does it reopen?") == "caab56e9f427c17d"
    assert version_of("When does it reopen?", "Map of the way") == "fe0f7e61936ac957"


def test_what_readers_see_beside_the_words_makes_another_wording() -> None:
    names = {version_of("Come."), version_of("Come.", ""), version_of("Come.", "Map"), version_of("Come.Map")}
    assert len(names) == 4
