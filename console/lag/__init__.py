"""Shows what the lag engine found: a screen, an explanation, a line of history."""
