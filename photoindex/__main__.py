"""python -m photoindex"""

from photoindex.cli.main import main

if __name__ == "__main__":
    main()
