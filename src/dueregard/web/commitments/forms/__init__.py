"""Forms of commitments: they ask; the services decide."""
