from django.apps import AppConfig


class PairsConfig(AppConfig):
    name = "throughline.envision.pairs"
    label = "pairs"

    def ready(self) -> None:
        from throughline.envision.pairs import telling
        from throughline.evidence import steps

        steps.register_for_submissions(telling.tell)
