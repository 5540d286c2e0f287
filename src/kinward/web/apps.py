"""Tells Django where the pages' templates, styles, words and template tags are."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages; they have no table of their own."""

    name = "kinward.web"
    label = "web"
