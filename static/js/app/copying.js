// Copying.

import { all } from '../shared/dom.js';

for (const button of navigator.clipboard ? all('[data-copy]') : []) button.hidden = false;

document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('[data-copy]');
  if (!button) return;
  const label = [...button.childNodes];
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  const { copied } = button.dataset;
  if (button.textContent === copied) return;
  button.textContent = copied;
  setTimeout(() => button.replaceChildren(...label), 2000);
});
