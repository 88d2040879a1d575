"""One box over linked people, addresses, phones and vehicles: typo-tolerant, ranked, explained, as at a date."""
