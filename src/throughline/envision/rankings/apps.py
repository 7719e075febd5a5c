from django.apps import AppConfig


class RankingsConfig(AppConfig):
    name = "throughline.envision.rankings"
    label = "rankings"

    def ready(self) -> None:
        from throughline.envision.rankings import desk, telling
        from throughline.evidence import steps
        from throughline.programmes import hooks

        hooks.of_activity(desk.page_of)
        steps.register_for_submissions(telling.tell)
