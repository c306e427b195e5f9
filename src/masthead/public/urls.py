"""The addresses everyone may open. Those of the Noticeboard are the ones `channels.noticeboard.addresses` gives out."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from masthead.public import appeals, files, news, official, own_comments, posts, report, rules, verify

app_name = "public"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", news.news, name="news"),
    re_path(r"^feed\.(?P<form>rss|atom|json)$", news.feed, name="feed"),
    path("posts/<uuid:post_id>/", posts.post, name="post"),
    path("posts/files/<uuid:image_id>", files.post_file, name="post_file"),
    path("comments/sent/<str:token>/", posts.comment_sent, name="comment_sent"),
    path("comments/confirm/<str:token>/", own_comments.confirm, name="confirm_comment"),
    path("comments/yours/<str:token>/", own_comments.yours, name="own_comment"),
    path("official", official.official_accounts_page, name="official"),
    path("official.json", official.official_list, name="official_json"),
    path("policy", rules.comment_policy_page, name="policy"),
    path("moderation", report.moderation_report, name="moderation"),
    path("moderation/<slug:period>", report.moderation_report, name="moderation_period"),
    path("appeal/<str:token>/", appeals.appeal, name="appeal"),
    path("verify", verify.verify, name="verify"),
    path("verify/checkpoint.txt", verify.checkpoint_file, name="checkpoint"),
    path("verify/key.pub", verify.key_file, name="key"),
    path("verify/verify.py", verify.verifier_file, name="verifier"),
]
