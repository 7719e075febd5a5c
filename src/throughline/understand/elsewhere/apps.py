from django.apps import AppConfig


class ElsewhereConfig(AppConfig):
    name = "throughline.understand.elsewhere"
    label = "elsewhere"

    def ready(self) -> None:
        from throughline.programmes import hooks
        from throughline.understand.elsewhere import finding, queries
        from throughline.understand.known import shelves

        hooks.before_asking(queries.before_asking)
        shelves.add(finding.NOTES)
        shelves.add(finding.NUMBERS)
