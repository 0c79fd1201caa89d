from django.apps import AppConfig


class CitiesConfig(AppConfig):
    name = "kentongan.cities"
    label = "cities"
