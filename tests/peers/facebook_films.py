"""Films of a Page, by developers.facebook.com/docs/graph-api/reference/page/videos, …/video and …/video/captions.

An upload has a session, which takes each byte once and says with 1363037 where it goes on. What was finished as
unpublished is a draft: nobody sees it until it is changed to published, and then its post is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx

from peers.graph import Act, Json, missing, refused, shown, success

_FILM = ["id", "description", "published", "post_id", "permalink_url", "status", "created_time", "length", "title"]
ROOM = 3_000
"""Bytes that the simulator asks for at once: less than a film has, so that there are pieces."""


@dataclass
class Films:
    """post: makes the post of a film that was published, and returns its id.

    slow: how often a film is asked for before it is ready; fault: what is wrong with it, once it is worked through.
    """

    page: str
    number: Callable[[], str]
    post: Callable[[str], str]
    made: dict[str, Json] = field(default_factory=dict)
    slow: int = 0
    fault: str = ""

    def acts(self) -> Sequence[tuple[str, str, Act]]:
        return [
            ("POST", rf"/{self.page}/videos", self._phase),
            ("POST", r"/(\d+)/captions", self._caption),
            ("GET", r"/(9\d+)", lambda given, name: shown(self._looked_at(name, given), given, _FILM)),
            ("POST", r"/(9\d+)", self._change),
        ]

    def _phase(self, given: dict[str, str]) -> httpx.Response:
        phase = given.get("upload_phase")
        if phase == "start":
            return self._start(given)
        session = given.get("upload_session_id", "")
        film = next((each for each in self.made.values() if each["session"] == session), None)
        if film is None or phase not in ("transfer", "finish"):
            return refused(6000, 1363036, "There is no such upload")
        return self._transfer(film, given) if phase == "transfer" else self._finish(film, given)

    def _start(self, given: dict[str, str]) -> httpx.Response:
        name = f"9{self.number()}"
        film = {"id": name, "session": f"s{name}", "size": int(given["file_size"]), "bytes": b"", "captions": {}}
        self.made[name] = {**film, "published": False, "finished": False, "asked": 0}
        told = {"video_id": name, "upload_session_id": film["session"], **self._offsets(self.made[name])}
        return httpx.Response(200, json=told)

    def _offsets(self, film: Json) -> dict[str, str]:
        at = len(film["bytes"])
        return {"start_offset": str(at), "end_offset": str(min(at + ROOM, film["size"]))}

    def _transfer(self, film: Json, given: dict[str, str]) -> httpx.Response:
        if int(given["start_offset"]) != len(film["bytes"]):
            error = {
                "message": "Try another start_offset",
                "code": 6001,
                "error_subcode": 1363037,
                "is_transient": True,
            }
            return httpx.Response(400, json={"error": {**error, "error_data": self._offsets(film)}})
        film["bytes"] += given["video_file_chunk"].encode("latin-1")
        assert len(film["bytes"]) <= film["size"]
        return httpx.Response(200, json=self._offsets(film))

    def _finish(self, film: Json, given: dict[str, str]) -> httpx.Response:
        if len(film["bytes"]) != film["size"]:
            return refused(6000, 1363024, "The upload is not whole")
        film |= {"finished": True, "description": given.get("description", "")}
        if given.get("published") != "false":
            self._publish(film)
        return success()

    def _caption(self, given: dict[str, str], name: str) -> httpx.Response:
        film = self.made.get(name)
        if film is None:
            return missing()
        found = re.fullmatch(r".+\.([a-z]{2,3}_[A-Z]{2})\.srt", given.get("captions_file.name", ""))
        if found is None or not given["captions_file"].startswith("1\n") or len(given["captions_file"]) > 200_000:
            return refused(387, 0, "There was an error in the captions file")
        film["captions"][found[1]] = given["captions_file"].encode("latin-1").decode()
        return success()

    def _looked_at(self, name: str, given: dict[str, str]) -> Json | None:
        film = self.made.get(name)
        if film is None:
            return None
        film["asked"] += film["finished"] and "status" in given["fields"]
        standing = "processing" if not film["finished"] or film["asked"] <= self.slow else "ready"
        status: Json = {"video_status": standing}
        if self.fault and standing == "ready":
            errors = [{"code": 1363008, "message": self.fault}]
            status = {"video_status": "error", "processing_phase": {"status": "error", "errors": errors}}
        return {**film, "status": status}

    def _change(self, given: dict[str, str], name: str) -> httpx.Response:
        film = self.made.get(name)
        if film is None:
            return missing()
        film["description"] = given.get("description", film.get("description", ""))
        if given.get("published") == "true" and not film["published"]:
            self._publish(film)
        return success()

    def _publish(self, film: Json) -> None:
        film |= {"published": True, "post_id": self.post(film["description"])}
