from django.apps import AppConfig


class IdeasConfig(AppConfig):
    name = "throughline.envision.ideas"
    label = "ideas"

    def ready(self) -> None:
        from throughline.envision.ideas import forgetting, notes, telling
        from throughline.evidence import steps
        from throughline.programmes import hooks as programmes
        from throughline.voices import hooks as voices

        steps.register(telling.tell_of_words)
        steps.register_for_submissions(telling.tell_of_support)
        voices.on_erase(forgetting.forget)
        programmes.of_activity(notes.carried_here)
