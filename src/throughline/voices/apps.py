from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "throughline.voices"
    label = "voices"

    def ready(self) -> None:
        from throughline.core import public_pages
        from throughline.programmes import hooks
        from throughline.voices import folding, own

        hooks.sent_by(own.sent_by)
        hooks.about_choices(own.about_choices)
        public_pages.kept_for_each(folding.COOKIE)
