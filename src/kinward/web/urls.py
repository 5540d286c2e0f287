"""Django's list of addresses; routes.py has the pages."""

from kinward.web.routes import url_patterns

urlpatterns = url_patterns()

handler400 = "kinward.web.errors.not_understood"
handler403 = "kinward.web.errors.nothing_here"
handler404 = "kinward.web.errors.nothing_here"
handler500 = "kinward.web.errors.broken"
