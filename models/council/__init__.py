"""Meetings, rounds, ballots and what was adopted."""
