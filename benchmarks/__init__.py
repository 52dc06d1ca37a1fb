"""How fast and how light it is, measured: `python -m benchmarks [--quick] [--out FILE]`."""
