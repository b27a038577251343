"""The demonstration: invented forms, a scripted Duty Supervisor, and what came out."""
