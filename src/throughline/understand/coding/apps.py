from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "throughline.understand.coding"
    label = "coding"
