"""What the hub costs on this machine; ``make bench`` runs it."""
