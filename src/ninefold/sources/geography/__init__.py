"""Areas from boundary files the user brings: GeoJSON, gzipped or not, and CSV look-ups of which is where."""

from ninefold.sources.geography.lookups import read_lookup, with_lookup
from ninefold.sources.geography.read import read_areas

__all__ = ["read_areas", "read_lookup", "with_lookup"]
