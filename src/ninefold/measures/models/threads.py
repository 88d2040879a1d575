"""One thread for small sums: on a busy machine many threads wait for one another longer than they work."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep linear algebra to one thread while inside, where scikit-learn's thread control is installed."""
    try:
        limits = import_module("threadpoolctl").threadpool_limits
    except ImportError:
        yield
        return
    with limits(limits=1):
        yield
