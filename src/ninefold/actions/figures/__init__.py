"""Figures: asking the products, quality, releases, and what the pages and the API read."""
