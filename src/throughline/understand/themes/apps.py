from django.apps import AppConfig


class ThemesConfig(AppConfig):
    name = "throughline.understand.themes"
    label = "themes"
