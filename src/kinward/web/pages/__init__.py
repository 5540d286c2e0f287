"""The planner's pages: today, the forecast, the ledger of claims, the sites."""

from django.utils.translation import gettext_noop as _

from kinward.model.protection import Action, Purpose
from kinward.web.pages import (
    forecast,
    household,
    keeping,
    ledger,
    occupancy,
    sites,
    supposing,
    today,
    waiting,
)
from kinward.web.visit import Page

_AUDIT = (Purpose.AUDIT, Purpose.DATA_RIGHTS)
_TRACE = (Purpose.TRACE, Purpose.PROTECT, Purpose.DATA_RIGHTS)
_ROOF = (Purpose.HOUSE, Purpose.PROTECT)
_HOUSEHOLD = "households/<uuid:household>/roof/"

PAGES: tuple[Page, ...] = (
    Page("", "today", today.today, Action.SEE_TODAY, (Purpose.OPERATE,), menu=_("Today")),
    Page("sites/", "sites", sites.sites, Action.SEE_SITES, (Purpose.HOUSE,), menu=_("Sites")),
    Page("sites/<uuid:site_id>/", "site", sites.site, Action.SEE_SITES, (Purpose.HOUSE,)),
    Page("sites/<uuid:site_id>/expected/", "expected", sites.expected, Action.SEE_SITE_ROLL, (Purpose.HOUSE,)),
    Page("sites/<uuid:site_id>/state/", "state-site", sites.state, Action.DESCRIBE_SITE, (Purpose.HOUSE,)),
    Page(
        "households-waiting/", "waiting-households", waiting.waiting_households, Action.SEE_HOUSING_PLAN,
        (Purpose.HOUSE,), menu=_("Households waiting"),
    ),
    Page("households-waiting/plan/", "plan-housing", waiting.plan, Action.PLAN_HOUSING, (Purpose.HOUSE,)),
    Page(
        "occupancy/", "occupancy", occupancy.occupancy, Action.SEE_HOUSING_PLAN, (Purpose.HOUSE,),
        menu=_("Do the roofs last?"),
    ),
    Page("occupancy/try/", "try-housing", occupancy.try_out, Action.SEE_HOUSING_PLAN, (Purpose.HOUSE,)),
    Page("occupancy/fairness/", "fairness", occupancy.fairness, Action.SEE_HOUSING_PLAN, (Purpose.HOUSE,)),
    Page(_HOUSEHOLD, "household-card", household.card, Action.SEE_HOUSEHOLD, _ROOF),
    Page(_HOUSEHOLD + "decide/", "household-decide", household.decide, Action.DECIDE_PLACEMENT, _ROOF),
    Page(_HOUSEHOLD + "rooms/", "household-rooms", household.choose, Action.DECIDE_PLACEMENT, _ROOF),
    Page(_HOUSEHOLD + "wishes/", "household-wishes", household.wishes, Action.STATE_WISHES, _ROOF),
    Page(_HOUSEHOLD + "apart/", "household-apart", household.apart, Action.STATE_NEVER_WITH, _ROOF),
    Page("forecast/", "forecast", forecast.forecast, Action.SEE_FORECAST, (Purpose.FORESEE,), menu=_("Forecast")),
    Page("forecast/make/", "make-forecast", forecast.make, Action.MAKE_FORECAST, (Purpose.FORESEE,)),
    Page("forecast/count/", "state-count", forecast.count, Action.STATE_COUNT, (Purpose.FORESEE,)),
    Page("forecast/what-if/", "suppose", supposing.what_if, Action.SEE_FORECAST, (Purpose.FORESEE,)),
    Page("forecast/record/", "forecast-record", supposing.record, Action.SEE_FORECAST, (Purpose.FORESEE,)),
    Page("forecast/hours.csv", "forecast-hours", supposing.hours, Action.SEE_FORECAST, (Purpose.FORESEE,)),
    Page("forecast/regions.csv", "forecast-regions", supposing.regions, Action.SEE_FORECAST, (Purpose.FORESEE,)),
    Page("ledger/", "ledger", ledger.ledger, Action.SEE_LEDGER, (Purpose.CITE,), menu=_("Ledger")),
    Page("ledger/actors/", "actors", ledger.actors, Action.SEE_LEDGER, (Purpose.CITE,)),
    Page("reports/read/", "read-report", ledger.read, Action.READ_REPORT, (Purpose.CITE,)),
    Page("rooms/<uuid:room_id>/", "room", keeping.room, Action.STATE_ROOM, (Purpose.HOUSE,)),
    Page("read-log/", "read-log", keeping.read_log, Action.SEE_READ_LOG, _AUDIT, menu=_("Who read what")),
    Page("people/<uuid:person>/permissions/", "permissions", keeping.permissions, Action.SEE_PERMISSIONS, _TRACE),
    Page("people/<uuid:person>/permissions/give/", "give-permission", keeping.give, Action.GIVE_PERMISSION, _TRACE),
    Page(
        "people/<uuid:person>/permissions/withdraw/", "withdraw-permission", keeping.withdraw,
        Action.WITHDRAW_PERMISSION, _TRACE,
    ),
    Page("reports/<uuid:report_id>/", "report", ledger.report, Action.SEE_LEDGER, (Purpose.CITE,)),
)  # fmt: skip
