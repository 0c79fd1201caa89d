"""The talk with the resident: reads each message and walks it to one desk."""
