"""The papers of a scoring product, made from its artefacts and from words that a person must write.

words.py       what only a person can say, its template, and what of it is missing
facts.py       what the artefacts say          figures.py   every figure, from the stored predictions
model_card.py  atrs.py  ethics.py  registry.py: one paper each; papers.py gathers them
"""
