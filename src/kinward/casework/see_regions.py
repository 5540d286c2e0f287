"""In which regions will rooms be asked for? The newest forecast divided as those before went, with what that rests on."""

from collections import defaultdict

from kinward.casework.ports import Outside
from kinward.casework.see_forecast import ForecastPage
from kinward.foresee.regions import RegionPriors, rooms_by_region
from kinward.model.forecast import RegionAhead, RegionSaid


def rooms_asked_by_region(
    outside: Outside, page: ForecastPage, priors: RegionPriors
) -> tuple[RegionAhead, ...]:
    """By region how many more people will have asked for a state room by each hour of the page's forecast.

    The shares are counted in rooms given at the sites of each region, which whoever may see the page may count.
    Empty without a forecast or without sites.
    """
    if page.forecast is None:
        return ()
    rooms: dict[str, int] = defaultdict(int)
    for site in outside.views.sites():
        if site.region:
            rooms[site.region] += site.rooms_given
    said = [RegionSaid(region, taken) for region, taken in sorted(rooms.items())]
    return rooms_by_region(page.forecast.content.hours, said, priors, outside.chance(0))
