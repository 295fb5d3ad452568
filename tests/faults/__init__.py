"""What happens when the process dies in the middle: nothing acknowledged is lost, nothing half done stays."""
