"""Demand: how many events an hour, a day or a week will bring, and how many people that takes."""
