from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "throughline.understand.plan"
    label = "plan"

    def ready(self) -> None:
        from throughline.programmes import hooks
        from throughline.understand.plan import actions, notes

        hooks.on_create(actions.invite)
        hooks.on_open(actions.stop)
        hooks.notes(notes.of)
