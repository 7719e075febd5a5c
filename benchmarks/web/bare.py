"""The peer: Django with nothing of ours, one table, one insert and a redirect, one page that reads ten rows.

Run by Granian like the product, on SQLite with every commit on disk.
"""

import os
from typing import ClassVar

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.contenttypes"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
    CSRF_USE_SESSIONS=False,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["BARE_DATABASE"],
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    },
)
django.setup()

from django.db import connection, models, transaction  # noqa: E402
from django.http import HttpResponse, HttpResponseRedirect  # noqa: E402
from django.urls import path  # noqa: E402


class Answer(models.Model):
    text = models.TextField()
    objects: ClassVar[models.Manager["Answer"]] = models.Manager()

    class Meta:
        app_label = "contenttypes"


def save(request):
    with transaction.atomic():
        Answer.objects.create(text=request.POST["words"])
    return HttpResponseRedirect("/done")


def make_table():
    with connection.schema_editor() as editor:
        editor.create_model(Answer)


urlpatterns = [path("save", save), path("done", lambda request: HttpResponse("done"))]

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
