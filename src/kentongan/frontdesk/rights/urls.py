"""Addresses of the desk about people's own data; `site.desk_urls` puts all together."""

from django.urls import path

from kentongan.frontdesk.rights import views

routes = [
    path("data/", views.listed, name="data"),
    path("data/new/", views.new, name="data_new"),
    path("data/<slug:number>/", views.the_request, name="data_request"),
    path("data/<slug:number>/do/<slug:verb>/", views.verb, name="data_verb"),
]
