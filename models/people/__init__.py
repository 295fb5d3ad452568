"""Organisations, persons, their posts and accounts."""
