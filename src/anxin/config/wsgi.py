"""The web process."""

import os

from django.core.wsgi import get_wsgi_application

from anxin.market.matching import hearing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anxin.config.settings")
application = get_wsgi_application()
hearing.begin()
