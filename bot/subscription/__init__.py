"""Who follows which story, and how they want to be told."""
