"""euthymia: software that runs the ketamine therapy pathway."""

__version__ = "0.1.0"
