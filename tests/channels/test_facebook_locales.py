"""The languages that staff choose from have a locale on Facebook."""

from __future__ import annotations

from masthead.channels.facebook.locales import locale_of
from masthead.checks.engine.languages import LANGUAGES


def test_the_languages_staff_choose_from_have_a_locale_but_for_choctaw() -> None:
    assert {code for code in LANGUAGES if not locale_of(code)} == {"cho"}
    assert (locale_of("en"), locale_of("es-MX"), locale_of("ZH-Hant"), locale_of("")) == ("en_US", "es_LA", "zh_CN", "")
