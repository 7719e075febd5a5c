"""From a file of comments to a question that an authority must answer, in one go: a trial on a file of your own.

    DATA_DIR=/tmp/trial python examples/import_to_answer.py comments.csv --mapping examples/patient_comments.toml

It sets up a programme, brings the file in, looks for groups of similar comments, signs off the largest ones, publishes
a finding and a recommendation, and prints where to look and the link by which the authority answers. Then run
`throughline serve` and `throughline worker` with the same DATA_DIR.

It is a trial: groups are named by their most telling words and signed off unread, which nobody should do with a real
programme, and moderators have approved nothing, so the site shows no comment. It never prints what people wrote.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from trial import open_programme

LARGEST = 3
LOOKED_AT = 5


def main() -> None:
    """Read the arguments and take every step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="CSV or XLSX with a comment in each row")
    parser.add_argument("--mapping", type=Path, required=True, help="TOML: which column is what")
    parser.add_argument("--title", default="What the comments say", help="of the programme")
    asked = parser.parse_args()

    from throughline.cli.django_ready import set_up

    set_up()
    run("migrate")
    account, programme = open_programme(asked.title)
    bring_in(programme, asked.file, asked.mapping)
    run("analyse", "themes", "--programme", programme.slug)
    themes = sign_off_largest(programme, account)
    finding = publish_finding(themes, account)
    address = recommend(programme, finding, account)
    tell(programme, account, address)


def run(*command: str) -> None:
    """Run a command of the command line, with its progress."""
    done = subprocess.run([sys.executable, "-m", "throughline.cli.main", *command], check=False)
    if done.returncode:
        sys.exit(done.returncode)


def bring_in(programme, file: Path, mapping_file: Path) -> None:
    """Bring the file in, leaving out rows with problems, and say how long it took."""
    from throughline.cli.progress import Progress
    from throughline.core.refs import new_ref
    from throughline.programmes.actions import create_activity
    from throughline.understand.imports.actions import run_import
    from throughline.understand.imports.mapping import read_file

    mapping, details = read_file(mapping_file)
    if details is None:
        sys.exit("The mapping file needs a table [source]: where the comments come from and on what basis.")
    activity = create_activity(programme=programme, method="imports", title=details.title[:160], by=None)
    began = time.monotonic()
    with Progress("Bringing in") as report:
        source = run_import(
            activity=activity, file=file, mapping=mapping, source=details, skip_problems=True, by=None,
            once_key=new_ref(), progress=report,
        )  # fmt: skip
    print(f"{source.rows:,} comments in {time.monotonic() - began:.1f} s; {source.skipped:,} rows left out")


def sign_off_largest(programme, account):
    """Name and sign off the largest groups; tell how much is covered."""
    from throughline.understand.themes import actions, queries

    covered = queries.coverage(programme)
    print(f"Placed in groups: {covered.placed:,} of {covered.usable:,}; stand alone: {covered.alone:,}")
    print(f"Rare signals that a person must read: {queries.waiting_signals(programme):,}")
    chosen = queries.themes(programme)[:LARGEST]
    if not chosen:
        sys.exit("There are too few comments to group.")
    signed = []
    for sized in chosen:
        theme = sized.theme
        refs = theme.assignments.values_list("contribution__ref", flat=True)[:LOOKED_AT]
        actions.read_words(theme=theme, refs=list(refs), by=account)
        theme.refresh_from_db()
        words = ", ".join(theme.machine_words[:3])
        theme = actions.name_theme(theme=theme, name=f"{words} ({theme.ref[:4]})", by=account)
        signed.append(actions.sign_off(theme=theme, by=account))
        print(f"  {sized.size:>6,}  {words}")
    return signed


def publish_finding(themes, account):
    """A finding that rests on the signed-off themes."""
    from throughline.core.refs import new_ref
    from throughline.evidence.actions import publish_finding as publish
    from throughline.understand.themes.actions import draft_finding_from

    finding = draft_finding_from(
        themes=themes,
        kind="theme",
        title="What people speak of most",
        summary="The largest groups of similar comments, found by software and not read by a person.",
        limits="A trial. Comments say who chose to comment, not what everybody lives through.",
        by=account,
        once_key=new_ref(),
    )
    return publish(finding=finding, by=account)


def recommend(programme, finding, account) -> str:
    """A published recommendation; returns the link by which the authority answers."""
    from django.utils import timezone

    from throughline.core.refs import new_ref
    from throughline.recommend import actions
    from throughline.recommend.models import Authority, Wording

    authority = actions.create_authority(
        programme=programme, name="An authority for trials", level=Authority.Level.OPERATIONAL, by=account
    )
    title = "Read what people speak of most, and say what you will do about it"
    row = actions.draft_recommendation(
        programme=programme, title=title, authority=authority, by=account, once_key=new_ref()
    )
    row = actions.edit_recommendation(
        recommendation=row,
        title=title,
        authority=authority,
        protects_patients="Problems that many people name are seen sooner.",
        saves_staff_time="Nobody has to ask the same question again.",
        saves_money="The comments have been paid for once already.",
        answer_due_on=timezone.localdate() + timedelta(days=30),
        by=account,
    )
    actions.cite_findings(recommendation=row, findings=[finding], by=account)
    for audience in Wording.Audience.values:
        wording = actions.write_wording(recommendation=row, audience=audience, words=title, by=account)
        actions.approve_wording(wording=wording, by=account)
    row = actions.publish_recommendation(recommendation=row, by=account)
    return actions.ask_authority(
        recommendation=row, sent_to="The person in charge", email="authority@example.org", by=account
    )


def tell(programme, account, address: str) -> None:
    """Where to look."""
    from django.conf import settings

    from throughline.people.actions import make_link

    here = f"{settings.SITE_URL}/programmes/{programme.slug}"
    print("\nNow run “throughline serve” with the same DATA_DIR, and open:")
    print(f"  {'the programme':34} {here}")
    print(f"  {'its throughline, to walk':34} {here}/throughline")
    print(f"  {'sign in with every role (once)':34} {make_link(contact=account.contact, next_path='/account')}")
    print(f"  {'answer for the authority':34} {address}")


if __name__ == "__main__":
    main()
