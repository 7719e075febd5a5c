from throughline.core.access import LINK, PUBLIC
from throughline.core.routes import route
from throughline.notices import feeds, views
from throughline.programmes.access import VISIBLE

urlpatterns = [
    route("hear", views.hear, name="hear", access=PUBLIC),
    route("hear/sent", views.hear_sent, name="hear-sent", access=PUBLIC),
    route("hear/confirm/<str:token>", views.confirm, name="hear-confirm", access=LINK),
    route("hear/stop/<str:token>", views.stop, name="hear-stop", access=LINK),
    route("feeds/programmes.atom", feeds.programmes, name="feed-programmes", access=PUBLIC),
    route("programmes/<slug:programme>/feed.atom", feeds.programme, name="programme-feed", access=VISIBLE),
]
