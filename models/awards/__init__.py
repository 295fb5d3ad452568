"""Decisions and their lines."""
