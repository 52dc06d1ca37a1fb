"""What connects the core to people: Discord, Slack, the console."""
