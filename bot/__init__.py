"""The core: briefs, evidence, answers. It knows no platform."""
