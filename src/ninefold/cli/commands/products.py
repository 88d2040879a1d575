"""`ninefold products`: the questions that can be asked, and whether a product keeps its contract."""

from typing import Annotated

import typer

from ninefold.cli import render
from ninefold.cli.options import JsonOption, WorkspaceOption, opened
from ninefold.contracts.conformance_product import check_product

app = typer.Typer(help="Products: the questions that can be asked of the records.", no_args_is_help=True)


@app.command("list")
def list_products(workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """List the products, the question each answers and the uses its card forbids."""
    with opened(workspace, quiet=True) as (place, _):
        cards = [place.products[name].card for name in sorted(place.products)]
    if json:
        keys = ("name", "title", "version", "question", "who_decides", "uses_forbidden", "review_date")
        render.as_json({"products": [{key: getattr(card, key) for key in keys} for card in cards]})
        return
    render.table(
        "Products",
        ["product", "version", "question", "never used for"],
        [(c.name, c.version, c.question, " ".join(c.uses_forbidden)) for c in cards],
    )


@app.command("check")
def check(
    name: Annotated[str, typer.Argument(help="The product's name.")],
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Hold one product against the contract that every product keeps."""
    with opened(workspace, quiet=True) as (place, _):
        check_product(place.product(name))
    if json:
        render.as_json({"product": name, "conforms": True})
    else:
        render.out.print(f"{name} keeps the product contract.")
