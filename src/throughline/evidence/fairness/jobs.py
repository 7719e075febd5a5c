"""Writing to those who are asked whether a finding is fair."""

from django_tasks import task

from throughline.core import jobs


@task()
def tell_those_asked(question_ref: str) -> None:
    """One short transaction a person; started again after a crash it writes to nobody twice."""
    from throughline.evidence.fairness import actions, queries
    from throughline.evidence.fairness.models import Question

    question = Question.objects.select_related("finding__programme").get(ref=question_ref)
    # A list, because SQLite cannot write while the same connection is still reading an older state.
    contacts = queries.to_be_told(question)
    for number, contact in enumerate(contacts):
        jobs.progress(number, len(contacts))
        actions.tell(question=question, contact=contact)
