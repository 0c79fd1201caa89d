"""The platform's HTTP side: messages, media, templates, numbers, history."""
