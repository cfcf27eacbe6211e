"""The parts of the browser face: what it shows, who it answers, and one visitor's session."""
