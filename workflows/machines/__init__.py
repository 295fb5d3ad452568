"""What hides a foreign library or the disk."""
