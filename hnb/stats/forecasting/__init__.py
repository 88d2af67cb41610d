"""How plans grow, how far forecasts stray, and what a backlog adds: methods of forecasting."""
