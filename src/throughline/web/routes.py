"""Pages that belong to no programme."""

from throughline.core.access import PUBLIC
from throughline.core.routes import route
from throughline.web import components, views

urlpatterns = [
    route("", views.home, name="home", access=PUBLIC),
    route("accessibility", views.accessibility, name="accessibility", access=PUBLIC),
    route("privacy", views.privacy, name="privacy", access=PUBLIC),
    route("cookies", views.cookies, name="cookies", access=PUBLIC),
    route("contact", views.contact, name="contact", access=PUBLIC),
    route("about", views.about, name="about", access=PUBLIC),
    route("software", views.software, name="software", access=PUBLIC),
    route("software/<slug:key>", views.software_record, name="software-record", access=PUBLIC),
    route("components", components.page, name="components", access=PUBLIC),
    route("health", views.health, name="health", access=PUBLIC),
    route(".well-known/security.txt", views.security_txt, name="security-txt", access=PUBLIC),
]
