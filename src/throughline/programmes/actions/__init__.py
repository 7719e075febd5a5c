"""The only functions that change organisations, programmes, what is promised, teams and activities."""

from throughline.programmes.actions.activities import (
    close_activity,
    create_activity,
    edit_activity,
    open_activity,
)
from throughline.programmes.actions.chaining import create_chain
from throughline.programmes.actions.commitment import draft_commitment, publish_commitment
from throughline.programmes.actions.copying import copy_activity, copy_programme
from throughline.programmes.actions.organisations import add_to_organisation, create_organisation
from throughline.programmes.actions.planning import (
    Changes,
    StagePlan,
    create_programme,
    edit_programme,
    remove_stage,
    set_stage,
    set_stages,
)
from throughline.programmes.actions.running import check_may_open, close_programme, open_programme
from throughline.programmes.actions.team import add_to_team, remove_from_team

__all__ = [
    "Changes",
    "StagePlan",
    "add_to_organisation",
    "add_to_team",
    "check_may_open",
    "close_activity",
    "close_programme",
    "copy_activity",
    "copy_programme",
    "create_activity",
    "create_chain",
    "create_organisation",
    "create_programme",
    "draft_commitment",
    "edit_activity",
    "edit_programme",
    "open_activity",
    "open_programme",
    "publish_commitment",
    "remove_from_team",
    "remove_stage",
    "set_stage",
    "set_stages",
]
