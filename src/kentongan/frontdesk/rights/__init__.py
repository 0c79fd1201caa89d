"""The rights of the people we keep data of (UU 27/2022): to see it, to have it put right, to be
forgotten. Here, because nothing below knows all homes of personal data."""
