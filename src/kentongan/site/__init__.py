"""The frontage: settings, gate, URLs, login, worker, look and the command line."""
