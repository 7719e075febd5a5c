from django.apps import AppConfig


class KnownConfig(AppConfig):
    name = "throughline.understand.known"
    label = "known"

    def ready(self) -> None:
        from throughline.programmes import hooks as programmes
        from throughline.understand.known import keeping, queries
        from throughline.voices import hooks

        programmes.before_asking(queries.before_asking)
        hooks.on_out_of_use(keeping.forget)
        hooks.on_erase(keeping.forget)
