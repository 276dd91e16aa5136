// A tab that waits for a link from a mail notices that it was followed in another tab.

import { SHARED } from './session.js';

window.addEventListener('storage', (event) => {
  const waiting = document.querySelector('[data-awaits]');
  if (event.key !== SHARED || !waiting || waiting.closest('dialog:not([open])')) return;
  const query = new URLSearchParams({ return_to: waiting.dataset.awaits });
  location.assign(waiting.dataset.awaits ? `/auth/login?${query}` : '/dashboard');
});
