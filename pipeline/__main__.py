"""``python -m pipeline``: the same as ``monographs``."""

from pipeline.cli import main

# Workers of a process pool import this module again.
if __name__ == "__main__":
    main()
