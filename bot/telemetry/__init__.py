"""How an operator sees what the bot does."""
