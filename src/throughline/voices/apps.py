from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "throughline.voices"
    label = "voices"
