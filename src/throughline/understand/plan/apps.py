from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "throughline.understand.plan"
    label = "plan"
