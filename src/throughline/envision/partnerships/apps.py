from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "throughline.envision.partnerships"
    label = "partnerships"

    def ready(self) -> None:
        from throughline.envision.partnerships import desk, nodes, telling
        from throughline.evidence import steps
        from throughline.programmes import hooks

        hooks.of_activity(desk.page_of)
        nodes.register()
        steps.register(telling.tell_of_words)
        steps.register_for_submissions(telling.tell)
