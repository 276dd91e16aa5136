// Chart.
