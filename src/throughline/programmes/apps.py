from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "throughline.programmes"
    label = "programmes"
