"""What a language calls itself, by its BCP 47 tag: viewers choose captions by this name."""

from __future__ import annotations

NAMES = {
    "ar": "العربية",
    "cho": "Chahta",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "hi": "हिन्दी",
    "ht": "Kreyòl ayisyen",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "pt": "Português",
    "ru": "Русский",
    "tl": "Tagalog",
    "vi": "Tiếng Việt",
    "zh": "中文",
}
