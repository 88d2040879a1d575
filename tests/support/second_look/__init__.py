"""A tiny made-up scoring product, for tests of the life of products."""
