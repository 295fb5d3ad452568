"""Campaigns, their phases, works and targets."""
