"""The forms the operational database has had, each made from the one before."""
