"""Addresses for everybody."""

from django.urls import path

from kentongan.frontdesk import views

app_name = "public"
urlpatterns = [
    path("", views.cities, name="cities"),
    path("t/<str:token>", views.the_ticket, name="ticket"),
    path("t/<str:token>/foto/<str:key>", views.ticket_file, name="ticket_file"),
    path("t/<str:token>/foto/<str:key>/kecil", views.ticket_thumb, name="ticket_thumb"),
    path("<slug:city>/", views.home, name="home"),
    path("<slug:city>/cek/", views.find, name="find"),
]
