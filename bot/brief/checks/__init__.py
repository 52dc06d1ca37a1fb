"""What must hold between the parts of one brief. Each module looks at one thing and yields its problems."""
