"""Settings, addresses and servers of the web half."""
