from throughline.core.routes import route
from throughline.programmes.access import member
from throughline.programmes.models import Role
from throughline.understand.themes import desk, views

ANALYST = member(Role.ANALYST)
_THEMES = "programmes/<slug:programme>/themes"
_ONE = _THEMES + "/<ref:theme>"
_ALONE = "programmes/<slug:programme>/stands-alone"
_RARE = "programmes/<slug:programme>/rare-signals"

urlpatterns = [
    route(_THEMES, views.themes, name="themes", access=ANALYST),
    route(_THEMES + "/ask", views.ask, name="themes-ask", access=ANALYST),
    route(_THEMES + "/finding", views.finding, name="themes-finding", access=ANALYST),
    route(_ONE, desk.theme, name="theme", access=ANALYST),
    route(_ONE + "/read", desk.read, name="theme-read", access=ANALYST),
    route(_ONE + "/name", views.name, name="theme-name", access=ANALYST),
    route(_ONE + "/merge", views.merge, name="theme-merge", access=ANALYST),
    route(_ONE + "/sign-off", views.sign_off, name="theme-sign-off", access=ANALYST),
    route(_ONE + "/set-aside", views.set_aside, name="theme-set-aside", access=ANALYST),
    route("programmes/<slug:programme>/runs/<ref:run>", views.run, name="run", access=ANALYST),
    route(_ALONE, desk.stands_alone, name="stands-alone", access=ANALYST),
    route(_ALONE + "/read", desk.read_alone, name="stands-alone-read", access=ANALYST),
    route(_RARE, views.rare_signals, name="rare-signals", access=ANALYST),
    route(_RARE + "/<ref:signal>", views.rare_signal, name="rare-signal", access=ANALYST),
]
