"""What runs above the door: the commands of an installation."""
