"""The hub's language: frozen messages, Avro files, the topic catalogue and the codec."""
