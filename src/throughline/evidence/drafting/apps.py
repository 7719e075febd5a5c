from django.apps import AppConfig


class DraftingConfig(AppConfig):
    name = "throughline.evidence.drafting"
    label = "drafting"

    def ready(self) -> None:
        from throughline.evidence.drafting import endpoint, forgetting, queries
        from throughline.programmes import hooks as programmes
        from throughline.voices import hooks

        endpoint.drafter()  # an address that is not allowed is told at the start
        programmes.notes(queries.public_note)
        hooks.on_out_of_use(forgetting.forget)
        hooks.on_erase(forgetting.forget)
