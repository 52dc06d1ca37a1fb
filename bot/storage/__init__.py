"""Where what must outlive a restart is kept: SQLite or PostgreSQL."""
