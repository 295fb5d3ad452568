"""Dossiers and the nominations in them."""
