"""The product's settings for a site that browsers visit: messages become files that tests read, and axe is there."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import MIDDLEWARE as PRODUCT

WHITENOISE_AUTOREFRESH = False  # as in the product
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ["MAIL_DIR"]
MIDDLEWARE = ["tests.journeys.axe.middleware", *PRODUCT]
