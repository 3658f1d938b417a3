"""Disclosure control: from confidential counts to what may be shown."""
