"""Records as one page to read and to print. No scripts, nothing fetched; a convenience, and no proof itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from html import escape
from pathlib import Path

from masthead.exporters.port import Entry, Format, Selection
from masthead.kernel.clock import stamp
from masthead.records.schemas import title

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 "Public Sans", system-ui, sans-serif; color: #1b1b1b; background: #fff;
  max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }}
article {{ border-top: 1px solid #71767a; padding: 1rem 0; break-inside: avoid; }}
h1 {{ font-size: 1.5rem; }} h2 {{ font-size: 1.1rem; margin: 0; }}
p {{ margin: 0.25rem 0; }}
.when {{ color: #565c65; }}
dl {{ display: grid; grid-template-columns: minmax(8rem, auto) 1fr; gap: 0.25rem 1rem; margin: 0.5rem 0 0; }}
dt {{ font-weight: 600; }}
dd {{ margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }}
dd > dl {{ margin: 0; }}
@media (max-width: 30rem) {{ dl {{ display: block; }} }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{scope}</p>
<p>All times are in Coordinated Universal Time (UTC). Names are those the desk knew on the day of the export.</p>
"""
_FOOT = "</main>\n</body>\n</html>\n"


def write(selection: Selection, to: Path) -> None:
    """One article a record, in order, every word of it escaped."""
    heading = escape(f"Records of {selection.agency}" if selection.agency else "Records")
    with to.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD.format(title=heading, scope=escape(scope(selection))))
        for entry in selection.entries:
            file.writelines(_article(entry, selection))
        file.writelines(_files(selection))
        file.write(_FOOT)


def scope(selection: Selection) -> str:
    """One sentence: what was exported, and when."""
    of = f"of the conversation {selection.conversation} " if selection.conversation else ""
    since = f"since {_minute(selection.since)} " if selection.since else ""
    until = f"until {_minute(selection.until)} " if selection.until else ""
    records = "1 record" if selection.count == 1 else f"{selection.count} records"
    return f"{records} {of}{since}{until}exported {_minute(selection.at)}, and the record of this export."


def _minute(moment: datetime) -> str:
    return f"{stamp(moment)[:16].replace('T', ' ')} UTC"


def _article(entry: Entry, selection: Selection) -> Iterator[str]:
    if entry.payload is None:
        yield f'<article id="record-{entry.number}">\n<h2>Record {entry.number}</h2>\n'
        yield "<p>Disposed of under a retention schedule; its place in the ledger remains.</p>\n</article>\n"
        return
    said = json.loads(entry.payload)
    who = selection.names.get(said["by"], said["by"])
    yield f'<article id="record-{entry.number}">\n<h2>{escape(title(said["kind"]))}</h2>\n'
    yield f'<p class="when">Record {entry.number}, <time datetime="{escape(said["at"])}">'
    yield f"{escape(said['at'][:19].replace('T', ' '))}</time>, by {escape(who)}</p>\n"
    facts = {"about": said["subject"], "clauses": ", ".join(said["clauses"]), "policy": said["policy"], **said["body"]}
    yield f"{_shown({name: value for name, value in facts.items() if value not in ('', None, [], {})})}\n</article>\n"


def _files(selection: Selection) -> Iterator[str]:
    """What lies in files of its own, each under the digest that its record states; and what is lacking, first."""
    if not selection.files.listed:
        return
    lacking = selection.files.lacking
    yield "<section>\n<h2>Files</h2>\n<p>Each is named by the SHA-256 of its bytes, in the folder data/files.</p>\n"
    if lacking:
        said = "1 file is" if len(lacking) == 1 else f"{len(lacking)} files are"
        yield f"<p><strong>{said} lacking.</strong> Each is marked below.</p>\n"
    yield "<dl>\n"
    for one in selection.files.listed:
        size = "" if one.size is None else f", {one.size} bytes"
        yield f"<dt>{escape(one.what)}</dt><dd>{escape(f'{one.sha256}{size}')}"
        yield "".join(f"<br>{escape(line)}" for line in (one.name, one.fault) if line) + "</dd>\n"
    yield "</dl>\n</section>\n"


def _shown(value: object) -> str:
    """Any JSON value as HTML: objects as description lists, lists one below another, text as it was written."""
    if isinstance(value, dict):
        pairs = (f"<dt>{escape(_words(name))}</dt><dd>{_shown(part)}</dd>" for name, part in value.items())
        return f"<dl>{''.join(pairs)}</dl>"
    if isinstance(value, list):
        return "<br>".join(_shown(part) for part in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else escape(str(value))


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


FORMAT = Format(name="html", label="Page to read and print (HTML)", write=write)
