from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "kentongan.people"
    label = "people"
