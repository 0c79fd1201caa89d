"""Rules without Django: plain functions and frozen values."""
