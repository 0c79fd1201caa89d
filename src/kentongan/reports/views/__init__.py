"""The desk's pages. A view is a doorman: through a door, check the form, one verb, redirect."""
