from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "throughline.evidence"
    label = "evidence"

    def ready(self) -> None:
        from throughline.evidence import own_nodes, proposed
        from throughline.evidence.balance import views as balance
        from throughline.evidence.follow import telling
        from throughline.programmes import hooks as programmes
        from throughline.voices import hooks

        own_nodes.register()
        telling.register()
        hooks.on_out_of_use(own_nodes.leave_drafts)
        programmes.of_activity(proposed.page_of)
        programmes.of_activity(balance.page_of)
