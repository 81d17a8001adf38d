// Slides
