"""From the bytes of a file to cells with their places, whoever wrote it and with what."""
