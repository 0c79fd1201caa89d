"""The gallery: looks down, touches nothing."""
