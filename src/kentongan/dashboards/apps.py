from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "kentongan.dashboards"
    label = "dashboards"
