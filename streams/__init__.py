"""The Faust machinery: app, topics, reading, sending, acknowledging, dead letters, broker."""
