from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "throughline.envision.budgets"
    label = "budgets"

    def ready(self) -> None:
        from throughline.envision.budgets import desk, telling
        from throughline.evidence import steps
        from throughline.programmes import hooks

        hooks.of_activity(desk.page_of)
        steps.register_for_submissions(telling.tell)
