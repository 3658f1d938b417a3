"""Every non-trivial read of commitments."""
