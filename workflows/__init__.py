"""What happens: diagrams, the verbs behind each step, and the one door they pass."""
