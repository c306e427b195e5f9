"""What courts have said of rules for comments: cautions that hold whoever wrote the policy. Advice, not law, and not
legal advice; a pack may say the same in its own words and add others."""

from __future__ import annotations

from collections.abc import Mapping

from masthead.policy.clause import Caution

COURTS: Mapping[str, Caution] = {
    "robinson": Caution(
        "Robinson v. Hunt County",
        "921 F.3d 440 (5th Cir. 2019)",
        "Removing what somebody finds offensive is viewpoint discrimination. Say what is seen in the words themselves, "
        "so that the same words would go if the other side wrote them.",
    ),
    "tabak": Caution(
        "PETA v. Tabak",
        "109 F.4th 627 (D.C. Cir. 2024)",
        "A filter of words that ignores what a comment answers does not keep a rule reasonable. A person reads the "
        "comment beside the post and the thread.",
    ),
    "krasno": Caution(
        "Krasno v. Mnookin",
        "No. 22-3170 (7th Cir. Aug. 1, 2025)",
        "A rule about the topic needs standards people can work with. Whoever removes a comment writes down why it has "
        "no connection.",
    ),
    "tanner": Caution(
        "Tanner v. Ziegenhorn",
        "No. 4:17-cv-780 (E.D. Ark. 2021)",
        "A list of words must be narrow, and each word on it justified.",
    ),
    "lindke": Caution(
        "Lindke v. Freed",
        "601 U.S. 187 (2024)",
        "Whether a post is the agency's turns on who has authority to speak for it. Keep a record of who may.",
    ),
    "garnier": Caution(
        "Garnier v. O'Connor-Ratcliff",
        "41 F.4th 1158 (9th Cir. 2022), vacated on other grounds, 601 U.S. 205 (2024)",
        "Repeating a comment was no reason to block its author. Fold repeats together, and leave the person free.",
    ),
}
