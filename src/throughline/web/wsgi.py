"""The WSGI application that the server loads."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughline.web.settings")
# A thread that has come out of the database waits for Python's lock while it holds the database's own write lock, and
# everybody else's answer waits behind it: a tenth of Python's usual turn keeps that short.
sys.setswitchinterval(0.0005)
application = get_wsgi_application()
