"""Cases, their open tasks and their history."""
