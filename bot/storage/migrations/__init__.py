"""How the tables came to be, one version a file; a published file is never changed."""
