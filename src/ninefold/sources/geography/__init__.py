"""Areas from boundary files the user brings: GeoJSON, gzipped or not."""

from ninefold.sources.geography.read import read_areas

__all__ = ["read_areas"]
