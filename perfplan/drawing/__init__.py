"""Pictures of numbers as inline SVG, drawn by the server: they print, work in PDF and without JavaScript."""
