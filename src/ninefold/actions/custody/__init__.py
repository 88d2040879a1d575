"""The custody desk: the officer's own view, the answer, the decision."""
