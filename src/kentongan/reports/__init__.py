"""The desk of reports: verify, dispose to an agency, answer, reply, close, reopen."""
