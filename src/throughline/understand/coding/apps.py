from django.apps import AppConfig


class CodingConfig(AppConfig):
    name = "throughline.understand.coding"
    label = "coding"

    def ready(self) -> None:
        from throughline.understand.coding import forgetting, telling
        from throughline.voices import hooks

        telling.register()
        hooks.on_out_of_use(forgetting.forget)
        hooks.on_erase(forgetting.forget)
