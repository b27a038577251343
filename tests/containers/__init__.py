"""The hub in containers, as docker-compose.yml has it; `make test-containers` runs them."""
