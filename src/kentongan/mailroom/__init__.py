"""Letters in, messages on lanes, words out, files: everything that comes and goes."""
