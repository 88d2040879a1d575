"""A flat file tried as a product: it approves nothing, needs no workspace, and writes only the file it is asked for.

try_product.py   reads, fits, judges, scores      file_evidence.py  what the gates are shown of the file
people_apart.py  a second file, of unseen people  file_folds.py     which rows are held out
scores_file.py   the scores of unseen people, as a file that says it is a trial
"""
