from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "throughline.notices"
    label = "notices"

    def ready(self) -> None:
        from throughline.notices import jobs
        from throughline.programmes import hooks

        hooks.on_open(jobs.tell_of)
