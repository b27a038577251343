"""The hub as it runs: a real broker, a real worker, and clients that know only the topics."""
