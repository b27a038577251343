"""What ``cpi metrics`` serves of the cluster: readings that run beside, each with its age."""
