"""One module per way of talking: check the seal, read the letter, send the words."""
