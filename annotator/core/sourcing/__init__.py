"""The sourcing report: what a reading's claims rest on, as measures, flags, findings and a strip."""
