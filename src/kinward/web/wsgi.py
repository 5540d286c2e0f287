"""The door for a web server: ``kinward serve`` gives this to waitress after ``wiring.start_django()``."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
