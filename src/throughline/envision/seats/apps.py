from django.apps import AppConfig


class SeatsConfig(AppConfig):
    name = "throughline.envision.seats"
    label = "seats"
