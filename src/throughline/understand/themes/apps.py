from django.apps import AppConfig


class ThemesConfig(AppConfig):
    name = "throughline.understand.themes"
    label = "themes"

    def ready(self) -> None:
        from throughline.understand.themes import nodes, storing, telling
        from throughline.voices import hooks

        nodes.register()
        telling.register()
        hooks.on_out_of_use(storing.forget)
        hooks.on_erase(storing.forget)
