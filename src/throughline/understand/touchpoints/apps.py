from django.apps import AppConfig


class TouchpointsConfig(AppConfig):
    name = "throughline.understand.touchpoints"
    label = "touchpoints"

    def ready(self) -> None:
        from throughline.understand.touchpoints import forgetting, telling
        from throughline.voices import hooks

        telling.register()
        hooks.on_out_of_use(forgetting.forget)
        hooks.on_erase(forgetting.forget)
