from django.apps import AppConfig


class AssembliesConfig(AppConfig):
    name = "throughline.envision.assemblies"
    label = "assemblies"

    def ready(self) -> None:
        from throughline.envision.assemblies import telling
        from throughline.evidence import steps

        steps.register(telling.tell_of_words)
        steps.register_for_submissions(telling.tell_of_support)
