"""Asking for an appointment, and referring somebody: what people ask of the clinic, and what became of it."""
