"""What was said where, and what the bot must remember in order to say it once."""
