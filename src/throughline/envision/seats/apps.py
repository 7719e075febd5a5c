from django.apps import AppConfig


class SeatsConfig(AppConfig):
    name = "throughline.envision.seats"
    label = "seats"

    def ready(self) -> None:
        from throughline.envision.seats import team_views, telling
        from throughline.evidence import steps
        from throughline.programmes import hooks

        steps.register_for_submissions(telling.tell)
        hooks.of_activity(team_views.page_of)
