"""``python -m megalopolis`` is the command ``megalopolis``."""

from megalopolis.cli import main

if __name__ == "__main__":
    main()
