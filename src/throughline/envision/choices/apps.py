from django.apps import AppConfig


class ChoicesConfig(AppConfig):
    name = "throughline.envision.choices"
    label = "choices"

    def ready(self) -> None:
        from throughline.envision.choices import desk
        from throughline.programmes import hooks

        hooks.of_activity(desk.page_of)
