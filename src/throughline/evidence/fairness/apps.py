from django.apps import AppConfig


class FairnessConfig(AppConfig):
    name = "throughline.evidence.fairness"
    label = "fairness"

    def ready(self) -> None:
        from throughline.evidence.fairness import forgetting, telling
        from throughline.voices import hooks

        telling.register()
        hooks.on_erase(forgetting.forget)
