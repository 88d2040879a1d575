"""The verbs of a scoring product's life: each writes one artefact and one audited entry of the register.

shelf.py      where artefacts lie        inputs.py, rows.py   what a product may look at, and its frozen rows
code.py       hashes of code and lock    modelling.py         how a model is fitted, written and read
define → snapshot → fit → evaluate → approve → score → monitor → retire, one file each
trial/        a flat file tried as a product, of which nothing is kept
"""
