from throughline.core.access import LINK, PUBLIC
from throughline.core.routes import route
from throughline.voices.part import views as part

urlpatterns = [
    route("received/<ref:submission>", part.received, name="received", access=LINK),
    route("rules", part.rules_page, name="rules", access=PUBLIC),
]
