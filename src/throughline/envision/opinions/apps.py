from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    name = "throughline.envision.opinions"
    label = "opinions"
