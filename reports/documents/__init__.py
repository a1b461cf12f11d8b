"""A document of the P&C cycle: composed from texts and tables (`compose`), as frozen content, made into files."""
