"""Addresses of the desk of reports; `site.desk_urls` puts all desks' addresses together."""

from __future__ import annotations

from django.urls import path

from kentongan.reports.views import (
    knowing,
    lateness,
    lists,
    mine,
    new,
    queue,
    report,
    verbs,
    writing,
)

routes = [
    path("", queue.the_queue, name="queue"),
    path("saya/", mine.my_work, name="mine"),
    path("lewat/", lateness.overdue, name="overdue"),
    path("fresh/", queue.fresh, name="fresh"),
    path("new/", new.new, name="new"),
    path("promises/", lists.the_promises, name="promises"),
    path("outside/", lists.the_outside, name="outside"),
    path("outside/<int:pk>/<slug:verb>/", lists.outside_verb, name="outside_verb"),
    path("<slug:number>/", report.the_report, name="report"),
    path("<slug:number>/pulse/", report.pulse, name="pulse"),
    path("<slug:number>/send/", writing.send, name="send"),
    path("<slug:number>/note/", writing.note, name="note"),
    path("<slug:number>/draft/", writing.draft, name="draft"),
    path("<slug:number>/topic/", verbs.topic, name="topic"),
    path("<slug:number>/identity/", knowing.identity, name="identity"),
    path("<slug:number>/relay/", knowing.relay, name="relay"),
    path("<slug:number>/file/<str:key>/<slug:verb>/", knowing.released, name="released"),
    path("<slug:number>/do/<slug:verb>/", verbs.verb, name="verb"),
]
