"""The pages: each file reads one question, calls the reader, and renders one or two templates."""
