"""Who is who: one person, address, phone or vehicle behind many forces' records."""
