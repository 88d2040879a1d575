"""The file formats the forces use; each writer takes tables of text and a path."""
