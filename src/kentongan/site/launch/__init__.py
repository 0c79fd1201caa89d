"""How everything starts: set-up, the embedded PostgreSQL, the supervisor. Standard library only."""
