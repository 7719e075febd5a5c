from django.apps import AppConfig


class DelphiConfig(AppConfig):
    name = "throughline.envision.delphi"
    label = "delphi"
