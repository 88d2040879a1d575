"""Fits that do not wait for one another, on as many threads as there are processors.

Fitting spends its time in compiled code that lets other threads run. Results come in the order asked for, and each
fit has a seed of its own, so that how many processors there are changes no figure.
"""

import os
import threading
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_here = threading.local()


def _silent(done: int) -> None:
    """Tell nobody."""


def side_by_side(
    work: Callable[[_Item], _Result], items: Iterable[_Item], *, done: Callable[[int], None] = _silent
) -> list[_Result]:
    """The result for each item, in order; `done` hears how many there are. Inside itself it goes one by one."""
    asked, found = list(items), []
    threads = min(_processors(), len(asked))
    if threads < 2 or getattr(_here, "inside", False):
        for number, item in enumerate(asked):
            found.append(work(item))
            done(number + 1)
        return found
    # Silencing warnings concerns the whole process: were each thread to do it alone, one would undo another's.
    with warnings.catch_warnings(), ThreadPoolExecutor(threads, initializer=_enter) as pool:
        warnings.simplefilter("ignore")
        for number, result in enumerate(pool.map(work, asked)):
            found.append(result)
            done(number + 1)
    return found


def _enter() -> None:
    _here.inside = True


def _processors() -> int:
    """Those this process may use, which in a container are fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
