"""Who may do what: the one table. Operations ask it, pages and the API follow it, tests enumerate it.

A right is the name of an operation. `employee` is every active person of the agency; `worker` is the machine;
`citizen` is a member of the public. Nobody is above the table: there is no superuser.
"""

from __future__ import annotations

import enum

from masthead.agencies.actors import Actor
from masthead.kernel.refusals import NotPermitted


class Role(enum.Enum):
    COMMUNICATOR = "communicator"
    APPROVER = "approver"
    DIRECTOR = "director"
    MODERATOR = "moderator"
    RECORDS_OFFICER = "records_officer"
    POLICY_OWNER = "policy_owner"
    ADMINISTRATOR = "administrator"
    EMPLOYEE = "employee"

    @property
    def label(self) -> str:
        return {
            "director": "Executive Director",
            "records_officer": "Records officer",
            "policy_owner": "Policy owner",
        }.get(self.value, self.value.capitalize())


_EVERYONE = frozenset({"employee"})
_WRITERS = frozenset({"communicator", "approver", "director"})
_ANSWERERS = frozenset({"communicator", "moderator", "approver", "director"})
_MODERATORS = frozenset({"moderator", "director"})
_DIRECTOR = frozenset({"director"})
_APPROVERS = frozenset({"approver", "director"})
_RECORDS = frozenset({"records_officer", "director"})
_ADMIN = frozenset({"administrator"})
_POLICY = frozenset({"policy_owner", "director"})
_WORKER = frozenset({"worker"})
_CITIZEN = frozenset({"citizen"})

RIGHTS: dict[str, frozenset[str]] = {
    # the agency and its people
    "agency.set_up": _ADMIN | _WORKER,
    "agency.change": _ADMIN,
    "people.add": _ADMIN | _WORKER,
    "people.grant": _ADMIN | _WORKER,
    "people.withdraw": _ADMIN,
    "commitments.add": _ADMIN | _DIRECTOR | _WORKER,
    "commitments.change": _ADMIN | _DIRECTOR,
    "secrets.reseal": _ADMIN | _WORKER,
    "tokens.issue": _EVERYONE,
    "tokens.revoke": _EVERYONE,
    # presences
    "presences.see": _EVERYONE,
    "presences.propose": _WRITERS,
    "presences.revise": _WRITERS,
    "presences.withdraw": _WRITERS,
    "presences.discuss": _WRITERS,
    "presences.approve": _DIRECTOR,
    "presences.return": _DIRECTOR,
    "presences.decline": _DIRECTOR,
    "presences.connect": _WRITERS | _ADMIN,
    "presences.read": _WRITERS | _ADMIN | _WORKER,
    "presences.ask_for_knocks": _WORKER,
    "presences.end_sign_in": _WORKER,
    "presences.confirm": _DIRECTOR,
    "presences.launch": _WRITERS,
    "presences.pause": _APPROVERS,
    "presences.resume": _APPROVERS,
    "presences.fall_due": _WORKER,
    "presences.renew": _DIRECTOR,
    "presences.retire": _DIRECTOR,
    "apps.register": _ADMIN,
    "apps.remove": _ADMIN,
    "lookalikes.see": _ANSWERERS | _ADMIN,
    "lookalikes.tell": _CITIZEN,
    "lookalikes.log": _ANSWERERS | _ADMIN,
    # following
    "following.see": _EVERYONE,
    "following.ask": _WRITERS,
    "following.decide": _APPROVERS,
    "following.follow": _WRITERS,
    "following.watch": _WORKER,
    "registers.import": _WRITERS | _ADMIN | _WORKER,
    "registers.enter": _WRITERS,
    "registers.link": _WRITERS,
    # media and links
    "media.see": _ANSWERERS,
    "media.upload": _WRITERS,
    "media.describe": _WRITERS,
    "media.depict": _WRITERS,
    "media.count_faces": _WORKER,
    "media.look_for_letters": _WORKER,
    "media.permit": _WRITERS,
    "media.revoke": _WRITERS | _RECORDS,
    "media.answer": _CITIZEN,
    "media.send_link": _WORKER,
    "media.look_into": _WORKER,
    "links.see": _ANSWERERS,
    "links.see_lists": _ANSWERERS | _ADMIN,
    "links.say_of_site": _APPROVERS,
    "links.import_list": _WRITERS | _ADMIN | _WORKER,
    "links.research": _WRITERS | _WORKER,
    "links.sign": _WRITERS,
    "links.look_again": _WORKER,
    "links.watch": _WORKER,
    "links.dismiss": _WRITERS,
    "links.list_campaign": _WRITERS,
    "links.strike_campaign": _APPROVERS,
    # publishing
    "drafts.see": _WRITERS,
    "drafts.write": _WRITERS,
    "drafts.ask": _WRITERS,
    "drafts.approve": _APPROVERS,
    "drafts.return": _APPROVERS,
    "drafts.schedule": _WRITERS,
    "drafts.unschedule": _WRITERS,
    "drafts.discard": _WRITERS,
    "publications.take_down": _WRITERS,
    "publications.propose_takedown": _WORKER,
    "publications.count": _WORKER,
    "publishing.stop": _APPROVERS,
    "publishing.resume": _APPROVERS,
    "deliveries.cancel": _WRITERS | _WORKER,
    "deliveries.carry": _WORKER,
    "deliveries.alarm": _WORKER,
    "deliveries.settle": _WRITERS,
    "deliveries.by_hand": _ANSWERERS,
    "figures.see": _EVERYONE,
    # conversations
    "conversations.see": _ANSWERERS | _RECORDS,
    "conversations.see_private": _ANSWERERS,
    "conversations.take_in": _WORKER,
    "conversations.paste": _ANSWERERS,
    "conversations.assign": _ANSWERERS,
    "conversations.reply": _ANSWERERS,
    "conversations.forward": _WORKER | _RECORDS,
    "conversations.hand_over": _EVERYONE,
    "conversations.answer_there": _EVERYONE,
    "comments.submit": _CITIZEN,
    "comments.confirm": _CITIZEN,
    "comments.change": _CITIZEN,
    "comments.send_confirmation": _WORKER,
    "noticeboard.serve": _WORKER,
    # moderation
    "cases.see": _MODERATORS,
    "cases.open": _WORKER | _MODERATORS,
    "cases.decide": _MODERATORS,
    "cases.restore": _MODERATORS,
    "cases.reveal_author": _MODERATORS,
    "enforcements.carry": _WORKER,
    "notices.send": _WORKER,
    "appeals.file": _CITIZEN,
    "appeals.decide": _MODERATORS,
    # records, policy, employees
    "records.see": _RECORDS | frozenset({"policy_owner"}),
    "records.export": _RECORDS,
    "records.checkpoint": _WORKER | _RECORDS,
    "records.verify": _WORKER | _RECORDS,
    "policy.see": _EVERYONE,
    "policy.draft": _POLICY,
    "policy.review": _POLICY,
    "policy.adopt": _POLICY,
    "policy.withdraw": _POLICY,
    "policy.come_into_force": _WORKER,
    "self_check.use": _EVERYONE,
    "acknowledgements.make": _EVERYONE,
    "acknowledgements.ask": _WORKER,
    "acknowledgements.remind": _WORKER,
    "acknowledgements.see": _ADMIN | _DIRECTOR | frozenset({"policy_owner"}),
    "addresses.see": _WRITERS | _ADMIN | _RECORDS | frozenset({"policy_owner"}),
    "addresses.note": _WRITERS | _ADMIN,
    "jobs.see": _EVERYONE,
}


def may(actor: Actor, right: str) -> bool:
    """Whether `actor` holds `right`. An unknown right is a programming error: KeyError."""
    return not actor.role_names.isdisjoint(RIGHTS[right])


def refuse_unless_permitted(actor: Actor, right: str) -> None:
    """Raise NotPermitted, naming the roles that could, unless `actor` holds `right`."""
    if may(actor, right):
        return
    could = ", ".join(sorted(Role(name).label for name in RIGHTS[right] if name not in ("worker", "citizen")))
    who = f"This is for: {could}." if could else "No person does this by hand."
    raise NotPermitted(f"Your roles do not carry the right to do this. {who}")
