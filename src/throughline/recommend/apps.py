from django.apps import AppConfig


class RecommendConfig(AppConfig):
    name = "throughline.recommend"
    label = "recommend"

    def ready(self) -> None:
        from throughline.recommend import nodes

        nodes.register()
