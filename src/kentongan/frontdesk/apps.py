from django.apps import AppConfig


class FrontdeskConfig(AppConfig):
    name = "kentongan.frontdesk"
    label = "frontdesk"
