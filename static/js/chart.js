// Draws the table of insights as a chart.
(() => {
  'use strict';

  const place = document.querySelector('[data-chart].has-canvas');
  if (!place) return;
  if (!window.Chart) return place.classList.add('shows-table');

  const canvas = place.querySelector('canvas');
  const rows = [...place.querySelectorAll('tbody tr')];
  const labels = rows.map((row) => row.querySelector('th').textContent.trim());
  const column = (index) => rows.map((row) => Number(row.querySelectorAll('[data-value]')[index].dataset.value));
  const names = [...place.querySelectorAll('thead th')].map((cell) => cell.textContent.trim());
  const token = (name) => getComputedStyle(place).getPropertyValue(name).trim();

  function settings() {
    const set = (index, color) => ({
      label: names[index + 1],
      data: column(index),
      backgroundColor: color,
      borderRadius: 3,
      maxBarThickness: 18,
      categoryPercentage: 0.7,
    });
    const ticks = { color: token('--ink-soft'), font: { family: token('--font'), size: 12 } };
    return {
      type: 'bar',
      data: { labels, datasets: ['--accent', '--line-strong', '--amber'].map((color, index) => set(index, token(color))) },
      options: {
        animation: false,
        maintainAspectRatio: false,
        scales: {
          x: { grid: { display: false }, border: { color: token('--line') }, ticks: { ...ticks, maxRotation: 0, autoSkipPadding: 12 } },
          y: { beginAtZero: true, grid: { color: token('--line') }, border: { display: false }, ticks: { ...ticks, precision: 0 } },
        },
        plugins: { legend: { align: 'start', labels: { ...ticks, boxWidth: 10, boxHeight: 10 } } },
      },
    };
  }

  let chart = new window.Chart(canvas, settings());
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    chart.destroy();
    chart = new window.Chart(canvas, settings());
  });

  const toggle = place.querySelector('[data-chart-toggle]');
  toggle?.addEventListener('click', () => {
    const table = place.classList.toggle('shows-table');
    toggle.textContent = table ? toggle.dataset.chart : toggle.dataset.table;
  });
})();
