from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "kentongan.site"
    label = "site"
