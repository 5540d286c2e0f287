"""The sentences of the evidence table, said again here so that the translations know them; a test keeps both alike."""

from django.utils.translation import gettext_noop as _

SENTENCES = (
    _("given name: {mine} / {theirs} - {level}, {bits} bits"),
    _("family name: {mine} / {theirs} - {level}, {bits} bits"),
    _("family name (a grown woman's may have changed): {mine} / {theirs} - {level}, {bits} bits"),
    _("given and family name stand in each other's place, {bits} bits"),
    _("father's name: {mine} / {theirs} - {level}, {bits} bits"),
    _("place of origin: {mine} / {theirs} - {level}, {bits} bits"),
    _("last contact at {mine}, origin {theirs} - {level}, {bits} bits"),
    _("sex: {mine} / {theirs} - {level}, {bits} bits"),
    _("birth: {mine} / {theirs} - {level}, {bits} bits"),
    _("phone: {mine} / {theirs} - {level}, {bits} bits"),
    _("document: {mine} / {theirs} - {level}, {bits} bits"),
    _("identifier: {mine} / {theirs} - {level}, {bits} bits"),
    _("address before: {mine} / {theirs} - {level}, {bits} bits"),
    _("relative: {mine} / {theirs} - {level}, {bits} bits"),
    _("companion: {mine} / {theirs} - {level}, {bits} bits"),
    _("these names and places often go together here, so together they say less: {bits} bits"),
    _("{mine} and {theirs} were written together, in one household: {bits} bits"),
    _("{theirs} - another registered person fits almost as well ({level}): compare both before deciding"),
)
LEVELS = (
    _("a few years off"), _("alike"), _("close"), _("different"), _("exchanged"), _("fits"),
    _("given name there, another surname"), _("go together"), _("home name"), _("namesake"), _("near"), _("not there"),
    _("one household"), _("one name"), _("one place"), _("one year off"), _("other"), _("perhaps a twin"), _("same"),
    _("short form"), _("slip of one figure"), _("some years off"), _("there"), _("there by both names"),
    _("too far apart"),
)  # fmt: skip
