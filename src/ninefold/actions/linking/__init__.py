"""Who is who: linking, people's judgements, looking people up, and how good the links are."""
