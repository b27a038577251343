"""What is in deploy/: valid by its schemas, and of one mind with the compose file and the code."""
