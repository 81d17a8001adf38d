// Heatmaps
