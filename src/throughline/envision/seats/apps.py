from django.apps import AppConfig


class SeatsConfig(AppConfig):
    name = "throughline.envision.seats"
    label = "seats"

    def ready(self) -> None:
        from throughline.envision.seats import telling
        from throughline.evidence import steps

        steps.register_for_submissions(telling.tell)
