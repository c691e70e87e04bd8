"""What matching costs, measured: the door for whoever asks."""

from matching.bench import ABOUT, arguments, lines, measure

__all__ = ["ABOUT", "arguments", "lines", "measure"]
