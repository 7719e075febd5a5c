from throughline.core.access import PUBLIC
from throughline.core.routes import route
from throughline.people import views

urlpatterns = [
    route("sign-in", views.sign_in, name="sign-in", access=PUBLIC),
    route("sign-in/sent", views.sign_in_sent, name="sign-in-sent", access=PUBLIC),
    route("sign-in/<str:token>", views.sign_in_link, name="sign-in-link", access=PUBLIC),
    route("sign-out", views.sign_out, name="sign-out", access=PUBLIC),
]
