from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "throughline.voices"
    label = "voices"

    def ready(self) -> None:
        from throughline.programmes import hooks
        from throughline.voices import own

        hooks.sent_by(own.sent_by)
        hooks.about_choices(own.about_choices)
