"""The templates, with GOV.UK components and our words; every value is escaped unless a template made it."""

from typing import Any

from fastapi import Request
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from starlette.responses import HTMLResponse

from ninefold.api.classes import COLOURS
from ninefold.web import words
from ninefold.web.static_files import Assets

MARKINGS = {"staff": "OFFICIAL-SENSITIVE", "public": "OFFICIAL"}
AUDIENCE_WORDS = {
    "staff": "Staff view. Not for sharing outside policing.",
    "public": "Public view, after disclosure control.",
}


def environment(assets: Assets) -> Environment:
    """The template environment; autoescape is on for every template, whatever its name."""
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    made = Environment(
        loader=ChoiceLoader([PackageLoader("ninefold.web"), govuk]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for word in (
        words.month,
        words.period,
        words.number,
        words.between,
        words.percent,
        words.when,
        words.day,
        words.label,
        words.short,
    ):
        made.filters[word.__name__] = word
    made.filters |= {"band_word": words.band_word, "band_colour": words.band_colour}
    made.globals |= {
        "asset": lambda name: assets[name].address,
        "plural": words.plural,
        "step_words": words.STEP_WORDS,
        "units": words.UNITS,
        "colours": COLOURS,
    }
    return made


class Pages:
    """Renders a template with what every page needs: nonce, audience, marking, and its twin in JSON."""

    def __init__(self, assets: Assets) -> None:
        self._environment = environment(assets)

    def render(
        self, request: Request, template: str, *, twin: str | None = None, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """The page as HTML. `twin` is the address of the same content as JSON."""
        audience = "public" if request.query_params.get("audience") == "public" else "staff"
        context |= {
            "cspNonce": request.state.nonce,
            "path": request.url.path,
            "audience": audience,
            "marking": MARKINGS[audience],
            "audience_words": AUDIENCE_WORDS[audience],
            "other_view": context.get("other_view") or _other_view(request, audience),
            "keep": "?audience=public" if audience == "public" else "",
            "twin": twin,
        }
        return HTMLResponse(self._environment.get_template(template).render(context), status_code=status)


def _other_view(request: Request, audience: str) -> str:
    """The address of this page for the other audience. Only path and query: never another host."""
    other = "public" if audience == "staff" else "staff"
    query = request.url.include_query_params(audience=other).query
    # A path that begins with two slashes would be read as another host.
    return f"/{request.url.path.lstrip('/')}?{query}"
