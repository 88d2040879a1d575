"""Which column of a file of points is which: as its card says, else by what columns are commonly called."""

from collections.abc import Mapping, Sequence

from ninefold.actions.places.card import PlaceCard
from ninefold.errors import CardInvalid

# What columns are called when the card does not say, in order of preference; letters and digits alone count.
_GUESSES: Mapping[str, tuple[str, ...]] = {
    "time": (
        "occurredat", "occurreddate", "occurrencedate", "occurrencedatetime", "occdate", "dateocc", "occurdate",
        "dateoccurred", "datetime", "datesingle", "dispatchdatetime", "dispatchdate", "incidentdatetime",
        "incidentdate", "offencedate", "offensedate", "crimedate", "eventdate", "committeddate", "occurred",
        "occurredfrom", "committedfrom", "datefrom", "fromdate", "datetimefrom", "fromdatetime", "earliestdate",
        "cmplntfrdt", "date", "timestamp", "epoch", "unixtime", "when", "time", "reporteddate", "datereported",
        "reportdate", "reporteddatetime", "datestart", "startdate", "day",
    ),
    "month": ("month", "yearmonth"),
    "hour": (
        "occurredhour", "occurrencehour", "hour", "hourofday", "occtime", "timeocc", "occurredtime", "timeoccurred",
        "incidenttime", "time",
    ),
    "longitude": ("longitude", "lon", "lng", "long", "pointx", "xwgs", "wgslon", "wgs84lon", "geolon"),
    "latitude": ("latitude", "lat", "pointy", "ywgs", "wgslat", "wgs84lat", "geolat"),
    "x": ("easting", "bnge", "xcoordina", "x", "xcoordinate", "eastings", "xcoord", "geox", "coordx"),
    "y": ("northing", "bngn", "ycoordina", "y", "ycoordinate", "northings", "ycoord", "geoy", "coordy"),
    "type": (
        "crimetype", "offence", "offense", "offencetype", "offensetype", "primarytype", "mci", "category",
        "offensecategory", "offencecategory", "crimecategory", "type", "crime", "offencedescription",
        "offensedescription", "crimedescription", "hoclass", "textgeneralcode", "incidenttype", "eventtype", "calltype",
    ),
}  # fmt: skip
# A column of times by any other name says one of these, and none of those.
_TIMELY, _OTHER_TIMES = (
    ("date", "time"),
    ("end", "until", "report", "updat", "edit", "insert", "upload", "zone", "birth"),
)
_DEGREES = (4326, 4258, 4269)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def columns_of(names: Sequence[str], card: PlaceCard) -> dict[str, str]:
    """Which column is which; CardInvalid names the file's columns where one is not found."""
    said = _said(names, card)
    plain = {_plain(name): name for name in reversed(names)}
    columns = dict(said)
    skipped = {"longitude", "latitude"} if "x" in columns else set()
    for key, words in _GUESSES.items():
        if key in columns or key in skipped:
            continue
        taken = set(columns.values())
        found = next((plain[word] for word in words if word in plain and plain[word] not in taken), None)
        if found is not None:
            columns[key] = found
    if not {"time", "month"} & set(columns):
        columns |= _timely(names)
    settled = _settled(columns, said, names)
    if card.epsg in _DEGREES and "x" in settled:
        settled["longitude"], settled["latitude"] = settled.pop("x"), settled.pop("y")
    return settled


def _said(names: Sequence[str], card: PlaceCard) -> dict[str, str]:
    """The columns the card names, as the file writes them."""
    exact = {name.strip().lower(): name for name in reversed(names)}
    said = {key: getattr(card, key) for key in _GUESSES if getattr(card, key)}
    for key, column in said.items():
        if column.strip().lower() not in exact:
            raise CardInvalid(
                f"The card says `{key}` is the column '{column}', and the file has none of that name. Its columns "
                f"are: {', '.join(names)}."
            )
    return {key: exact[column.strip().lower()] for key, column in said.items()}


def _timely(names: Sequence[str]) -> dict[str, str]:
    """A column that by its name can only be of times, if there is one."""
    likely = [
        name
        for name in names
        if any(word in _plain(name) for word in _TIMELY)
        and not any(word in _plain(name) for word in _OTHER_TIMES)
    ]
    return {"time": likely[0]} if len(likely) == 1 else {}


def _settled(columns: dict[str, str], said: dict[str, str], names: Sequence[str]) -> dict[str, str]:
    if "longitude" in columns and "latitude" in columns and "x" not in said:
        columns.pop("x", None), columns.pop("y", None)
    elif "x" in columns and "y" in columns:
        columns.pop("longitude", None), columns.pop("latitude", None)
    else:
        raise CardInvalid(
            "Neither longitude and latitude nor x and y were found. Name them in the card's [columns]. The file's "
            f"columns are: {', '.join(names)}."
        )
    if "time" in columns and "month" not in said:
        columns.pop("month", None)
    elif "month" in columns:
        columns.pop("time", None)
    else:
        raise CardInvalid(
            "No column of times was found. Name it in the card's [columns] as `time` (or `month`). The file's "
            f"columns are: {', '.join(names)}."
        )
    return columns
