from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "throughline.understand.imports"
    label = "imports"
