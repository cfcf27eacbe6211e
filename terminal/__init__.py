"""The parts of the terminal face: the arguments, and how results are shown."""
