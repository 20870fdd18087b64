"""`make bench`: every figure of one run of the benchmarks, ratios from the same run."""

from benchmarks.everything import main

if __name__ == "__main__":
    main()
