"""The addresses everyone may open. Those of the Noticeboard are the ones `channels.noticeboard.addresses` gives out."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path
from django.views.generic import RedirectView

from masthead.channels.sign_in_port import INTRODUCTION
from masthead.public import (
    appeals,
    files,
    hooks,
    introduction,
    lent,
    news,
    official,
    own_comments,
    paper_forms,
    permissions,
    posts,
    report,
    rules,
    tell,
    verify,
    well_known,
)

app_name = "public"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", news.news, name="news"),
    re_path(r"^feed\.(?P<form>rss|atom|json)$", news.feed, name="feed"),
    path("posts/<uuid:post_id>/", posts.post, name="post"),
    path("posts/files/<uuid:image_id>", files.post_file, name="post_file"),
    path("posts/files/<uuid:film_id>.mp4", files.post_film, name="post_film"),
    path("posts/files/<uuid:film_id>.vtt", files.post_captions, name="post_captions"),
    path("lent/<str:token>.jpg", lent.lent_picture, name="lent"),
    path("lent/<str:token>.mp4", lent.lent_video, name="lent_film"),
    path("comments/sent/<str:token>/", posts.comment_sent, name="comment_sent"),
    path("comments/confirm/<str:token>/", own_comments.confirm, name="confirm_comment"),
    path("comments/yours/<str:token>/", own_comments.yours, name="own_comment"),
    path("official", official.official_accounts_page, name="official"),
    path(".well-known/atproto-did", well_known.atproto_did, name="atproto_did"),
    path("official/tell", tell.tell_of_lookalike, name="lookalike"),
    path("official/told", tell.lookalike_told, name="lookalike_told"),
    path("official.json", official.official_list, name="official_json"),
    path("policy", rules.comment_policy_page, name="policy"),
    path("moderation", report.moderation_report, name="moderation"),
    path("moderation/<slug:period>", report.moderation_report, name="moderation_period"),
    path("appeal/<str:token>/", appeals.appeal, name="appeal"),
    path("permission/declined", permissions.declined, name="permission_declined"),
    path("permission/yours/<str:token>/", permissions.own, name="own_permission"),
    path("permission/yours/<str:token>/receipt.txt", permissions.receipt, name="permission_receipt"),
    path("permission/yours/<str:token>/pictures/<uuid:asset_id>", permissions.own_picture, name="own_picture"),
    path("permission/form/<str:token>/", paper_forms.own, name="own_form"),
    path("permission/form/<str:token>/pictures/<uuid:asset_id>", paper_forms.picture, name="own_form_picture"),
    path("permission/<str:token>/", permissions.sign, name="permission"),
    path("permission/<str:token>/pictures/<uuid:asset_id>", permissions.sign_picture, name="permission_picture"),
    path("hooks/<slug:channel>/", hooks.hook, name="hook"),
    path(INTRODUCTION.removeprefix("/"), introduction.introduction, name="introduction"),
    path("verify", verify.verify, name="verify"),
    # As people type it, and as it is printed on a bookmark.
    re_path(
        r"^(?P<page>official|policy|moderation|verify)/$",
        RedirectView.as_view(url="/%(page)s", query_string=True, permanent=True),
        name="with_a_slash",
    ),
    path("verify/checkpoint.txt", verify.checkpoint_file, name="checkpoint"),
    path("verify/key.pub", verify.key_file, name="key"),
    path("verify/verify.py", verify.verifier_file, name="verifier"),
]
