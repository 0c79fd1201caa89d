"""Addresses for everybody."""

from django.urls import path

from kentongan.frontdesk import views
from kentongan.frontdesk.rights import views as rights

app_name = "public"
urlpatterns = [
    path("", views.cities, name="cities"),
    path("t/<str:token>", views.the_ticket, name="ticket"),
    path("t/<str:token>/foto/<str:key>", views.ticket_file, name="ticket_file"),
    path("t/<str:token>/foto/<str:key>/kecil", views.ticket_thumb, name="ticket_thumb"),
    path("bukti/<str:token>", rights.proof, name="proof"),
    path("<slug:city>/", views.home, name="home"),
    path("<slug:city>/cek/", views.find, name="find"),
]
