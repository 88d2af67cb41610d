"""What was said in public, against figures as they were then and as they are now."""
