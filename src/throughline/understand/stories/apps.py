from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "throughline.understand.stories"
    label = "stories"
