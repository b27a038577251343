"""What is found in a text: one module a family of entities (domain 3)."""
