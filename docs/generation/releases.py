"""The page of releases: their states, and the policies of disclosure control."""

import inspect
import textwrap

from generation.markdown import bullets, code, section, table
from generation.markdown import page as markdown_page
from ninefold.contracts import release
from ninefold.publish.policy import COUNTING_PRODUCTS, EXACT, PROTECTED, Policy


def page() -> str:
    """The states of a release with who moves it, and what each policy withholds."""
    drawing, rules = (inspect.getdoc(release) or "").split("\n\n")[1:3]
    return markdown_page(
        "Releases",
        section("States", f"```text\n{textwrap.dedent(drawing)}\n```", rules.replace("\n", " ")),
        section("Audiences", bullets(code(name) for name in release.AUDIENCES)),
        section(
            "Disclosure control",
            "Staff, and whoever asks for open data, see exact figures. The public sees police figures protected.",
            table(
                ["policy", "threshold", "rounded to", "zeros withheld", "in words"],
                map(_row, (EXACT, PROTECTED)),
            ),
            _measures(),
        ),
    )


def _row(policy: Policy) -> tuple[object, ...]:
    if policy.exact:
        return (code(policy.name), "–", "–", "no", policy.in_words())
    zeros = "yes" if policy.zeros_disclose else "no"
    return (code(policy.name), policy.threshold, policy.base, zeros, policy.in_words())


def _measures() -> str:
    rows = [
        (code(name), each.kind, code(each.counted_by or name)) for name, each in COUNTING_PRODUCTS.items()
    ]
    return table(["product", "its value is", "protected by the counts of"], rows)
