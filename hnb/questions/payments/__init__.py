"""What payments over £500 say of spending on high needs."""
