"""Who may open the coding workbench: analysts work there; organisers read what it says of codes, never the words."""

from throughline.programmes.access import member
from throughline.programmes.models import Role

CODERS = member(Role.ANALYST)
READERS = member(Role.ANALYST, Role.ORGANISER)
