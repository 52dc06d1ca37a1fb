"""What changed between two snapshots of a brief, what that is called, and who has to hear of it when."""
