"""Published files from the services that publish them: lists, downloads, kept originals."""
