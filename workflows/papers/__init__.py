"""Steps and acts of papers."""
