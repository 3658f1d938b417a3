"""Due Regard: one system of record and analysis for the public sector equality duty."""

__version__ = "0.1.0"
