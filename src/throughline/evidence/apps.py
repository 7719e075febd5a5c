from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "throughline.evidence"
    label = "evidence"
