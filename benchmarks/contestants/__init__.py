"""Programs that are measured as processes of their own, each in its own environment: ``python FILE ARGUMENTS``."""
