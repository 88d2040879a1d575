"""Taking deliveries in: received, cleaned, checked, kept, or set aside."""
