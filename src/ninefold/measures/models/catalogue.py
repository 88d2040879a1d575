"""Recipes by name, and model files by what stands in them."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from ninefold.errors import NotAssured, NotFound
from ninefold.measures.models.boosting import Boosting, load_boosting
from ninefold.measures.models.contract import Model, Recipe
from ninefold.measures.models.logistic import Logistic, load_logistic
from ninefold.measures.models.scorecard import Scorecard, load_scorecard
from ninefold.measures.models.trees import Forest, LightBoosting, load_trees

RECIPES: Mapping[str, Callable[..., Recipe]] = {
    "logistic": Logistic,
    "ebm": Boosting,
    "ebm_pairs": lambda **settings: Boosting(**{"pairs": 10} | settings),
    "scorecard": Scorecard,
    "forest": Forest,
    "boosted": LightBoosting,
}
_LOADERS: Mapping[str, Callable[[dict[str, Any]], Model]] = {
    "logistic": load_logistic,
    "ebm": load_boosting,
    "scorecard": load_scorecard,
    "forest": load_trees,
    "boosted": load_trees,
}


def recipe(name: str, **settings: Any) -> Recipe:
    """A recipe by name, with settings of its own; NotFound when there is none."""
    if name not in RECIPES:
        raise NotFound(f"There is no way of fitting called '{name}'. Known: {', '.join(sorted(RECIPES))}.")
    try:
        made = RECIPES[name](**settings)
        usual = RECIPES[name]()
    except TypeError:
        raise NotFound(f"'{name}' has no such setting. Look them up in measures/models.") from None
    for setting, value in settings.items():
        if isinstance(getattr(usual, setting), int | float) and not _is_count(value):
            raise NotFound(f"'{name}': the setting `{setting}` is not a number of 0 or more. Correct it.")
    return made


def _is_count(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def load(content: bytes) -> Model:
    """The model of a file's content; nothing in it is ever run. NotAssured when it is no model file."""
    try:
        held = json.loads(content)
        loader = _LOADERS[held["kind"]]
    except (ValueError, KeyError, TypeError):
        raise NotAssured("This is not a model file of ours. Fit the model again.") from None
    try:
        return loader(held)
    except (KeyError, TypeError, ValueError):
        raise NotAssured("The model file is incomplete. Fit the model again.") from None
