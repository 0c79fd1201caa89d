"""The platform's side of the wire, for trying and testing; it imports nothing of the house."""
