"""Papers and edited spreadsheets on their way into the register: previewed, then accepted."""
