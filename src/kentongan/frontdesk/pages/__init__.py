"""What the public pages show, gathered in a constant number of questions."""
