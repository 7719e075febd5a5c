from django.apps import AppConfig


class RecommendConfig(AppConfig):
    name = "throughline.recommend"
    label = "recommend"
