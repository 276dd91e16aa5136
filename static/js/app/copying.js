// Copying.

import { all } from '../shared/dom.js';

for (const button of all('[data-copy]')) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const label = [...button.childNodes];
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = 'Copied';
    setTimeout(() => button.replaceChildren(...label), 2000);
  });
}
