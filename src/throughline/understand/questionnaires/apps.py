from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "throughline.understand.questionnaires"
    label = "questionnaires"
