"""Measurements: one JSON object per line, as ratios in one run; nothing here passes or fails."""
