"""What a paper said when it was rendered, read again from its files and compared."""
