from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "throughline.evidence"
    label = "evidence"

    def ready(self) -> None:
        from throughline.evidence import own_nodes
        from throughline.evidence.follow import telling
        from throughline.voices import hooks

        own_nodes.register()
        telling.register()
        hooks.on_out_of_use(own_nodes.leave_drafts)
