"""The address of every page. Each app brings its own routes, each route its rule of access."""

from django.urls import include, path

from throughline.programmes.methods import all_methods

urlpatterns = [
    # Where most requests go, so first.
    *(
        path(f"programmes/<slug:programme>/{slug}/<ref:activity>/", include(method.routes()))
        for slug, method in all_methods().items()
    ),
    path("", include("throughline.web.routes")),
    path("", include("throughline.people.urls")),
    path("", include("throughline.programmes.urls")),
    path("", include("throughline.programmes.wording.urls")),
    path("", include("throughline.voices.urls")),
    path("", include("throughline.evidence.urls")),
    path("", include("throughline.evidence.fairness.urls")),
    path("", include("throughline.evidence.drafting.urls")),
    path("", include("throughline.notices.urls")),
    path("", include("throughline.envision.seats.urls")),
    path("", include("throughline.understand.themes.urls")),
    path("", include("throughline.understand.coding.urls")),
    path("", include("throughline.understand.known.urls")),
    path("", include("throughline.understand.elsewhere.urls")),
    path("", include("throughline.understand.touchpoints.urls")),
    path("", include("throughline.recommend.urls")),
]
handler404 = "throughline.web.views.not_found"
handler500 = "throughline.web.views.server_error"
