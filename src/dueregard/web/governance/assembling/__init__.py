"""From the register to a committee paper: read once, compare rounds, suggest, word, assemble."""

from dueregard.web.governance.assembling.paper import Assembly, assemble, assembly_of

__all__ = ["Assembly", "assemble", "assembly_of"]
