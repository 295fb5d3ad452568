"""Quota lines and their numbered places."""
