"""The files of an exchange go along under the hash of their bytes; what is too large or damaged is named."""

from __future__ import annotations

import hashlib
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

import factories
from masthead.conversations import enclosed as enclosing
from masthead.conversations.enclosed import Enclosed, enclosed
from masthead.conversations.exchange import exchange_of
from masthead.conversations.mail import exchange_mail
from masthead.conversations.models import Conversation, RawCapture
from masthead.media import decode, upload
from masthead.media.models import Asset
from masthead.outbox.models import Delivery
from masthead.outbox.payload import FrozenAsset, freeze
from moderated import comment_saying


@pytest.fixture
def asset(agency) -> Asset:
    """A picture whose original holds what the published copy does not: the camera's metadata."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x010E] = "taken by the camera"
    Image.new("RGB", (40, 30), "#225588").save(out, "JPEG", exif=exif)
    by = factories.person("communicator")
    return upload.upload(by=by, at=factories.at(), picture=decode.decode(out.getvalue()), name="rug.jpg")


@pytest.fixture
def conversation(asset: Asset) -> Conversation:
    """Two wordings of one comment under a post with a picture."""
    comment_saying("When do you open?")
    comment = comment_saying("When do you open on Sundays?", minutes=1)
    frozen = FrozenAsset(str(asset.pk), asset.published.name, asset.published_sha256, asset.mime, "A rug")
    Delivery.objects.create(
        purpose="publication",
        subject="publication:1",
        presence=comment.presence,
        payload=freeze(text="A rug", created_at=factories.at(), assets=[frozen]),
        payload_hash="0" * 64,
        content_hash="0" * 64,
        key="k",
        not_before=factories.at(),
        created_at=factories.at(),
        updated_at=factories.at(),
    )
    Conversation.objects.update(publication_subject="publication:1")
    return Conversation.objects.get()


def along(conversation: Conversation) -> Enclosed:
    return enclosed(conversation, exchange_of(conversation))


def mailed(conversation: Conversation, made: Enclosed, agency) -> str:
    mail = exchange_mail(
        exchange_of(conversation),
        message_id="<1@testserver>",
        references="",
        sender="desk@agency.invalid",
        to="records@agency.invalid",
        agency=agency.name,
        zone=agency.zone,
        at=factories.at(),
        along=made,
    )
    return mail.body


def test_every_wording_and_the_picture_as_published_and_as_it_came_go_along(conversation, asset) -> None:
    made = along(conversation)
    assert all(file.name.startswith(hashlib.sha256(file.content).hexdigest()) for file in made.files)
    names = [file.name.partition(".")[0] for file in made.files]
    assert len(names) == 4
    assert names[2:] == [asset.published_sha256, asset.sha256]
    assert list(made.sentences(conversation.pk)) == []


def test_the_same_exchange_gives_the_same_files(conversation) -> None:
    assert along(conversation) == along(conversation)


def test_what_is_too_large_is_left_out_and_said(conversation, asset, agency, monkeypatch) -> None:
    monkeypatch.setattr(enclosing, "MOST_BYTES", sum(len(file.content) for file in along(conversation).files[:2]))
    made = along(conversation)
    assert len(made.too_large) == 2
    body = mailed(conversation, made, agency)
    assert "Left out for size: 2 files" in body
    assert asset.published_sha256 in body
    assert str(conversation.pk) in body


def test_beyond_so_many_messages_the_bytes_stand_in_the_json_alone(conversation, agency, monkeypatch) -> None:
    monkeypatch.setattr(enclosing, "MOST_NATIVE", 1)
    made = along(conversation)
    assert "1 more wordings are in exchange.json" in mailed(conversation, made, agency)


def test_a_picture_that_is_not_the_approved_one_does_not_pass_for_it(conversation, asset, agency) -> None:
    default_storage.delete(asset.published.name)
    default_storage.save(asset.published.name, ContentFile(b"other bytes"))
    default_storage.delete(asset.original.name)
    made = along(conversation)
    assert len(made.unreadable) == 2
    assert len(made.files) == 2
    assert "restored from a backup" in mailed(conversation, made, agency)


def test_bytes_that_are_not_those_received_do_not_pass_for_them(conversation, agency) -> None:
    raw = RawCapture.objects.first()
    RawCapture.objects.filter(pk=raw.pk).update(content=b"{}")
    made = along(conversation)
    assert made.unreadable == [f"{raw.pk}.json"]
    assert raw.pk in mailed(conversation, made, agency)
