from django.apps import AppConfig


class SeatsConfig(AppConfig):
    name = "throughline.envision.seats"
    label = "seats"

    def ready(self) -> None:
        from throughline.core import public_pages
        from throughline.envision.seats import cookie, team_views, telling
        from throughline.evidence import steps
        from throughline.programmes import hooks

        steps.register_for_submissions(telling.tell)
        hooks.of_activity(team_views.page_of)
        public_pages.never_kept_with(cookie.NAME)
