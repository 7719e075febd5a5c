from django.apps import AppConfig


class WordingConfig(AppConfig):
    name = "throughline.programmes.wording"
    label = "wording"
