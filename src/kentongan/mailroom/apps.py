from django.apps import AppConfig


class MailroomConfig(AppConfig):
    name = "kentongan.mailroom"
    label = "mailroom"
