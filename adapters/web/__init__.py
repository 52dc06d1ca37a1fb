"""What the bot serves over HTTP: health, metrics, and whatever a platform sends there."""
