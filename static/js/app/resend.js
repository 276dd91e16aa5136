// Sending another code: after a while.

import { all, worded } from '../shared/dom.js';
import { CODE_EXPIRED, CODE_SENT } from '../shared/events.js';

const countDown = (button, seconds) => {
  const label = (button.dataset.plain ??= button.textContent);
  clearInterval(Number(button.dataset.timer));
  let left = seconds;
  const tick = () => {
    const waiting = left > 0;
    button.textContent = waiting ? `${label} ${worded(button.dataset.in, left)}` : label;
    button.toggleAttribute('aria-disabled', waiting);
    if (waiting) button.setAttribute('aria-disabled', 'true');
    else clearInterval(timer);
    left -= 1;
  };
  const timer = setInterval(tick, 1000);
  button.dataset.timer = String(timer);
  tick();
};

for (const button of all('[data-resend]')) {
  if (!button.closest('dialog') && Number(button.dataset.wait)) countDown(button, Number(button.dataset.wait));
  button.addEventListener('click', (event) => {
    if (button.getAttribute('aria-disabled') === 'true') event.preventDefault();
  });
}

document.addEventListener(CODE_SENT, (event) => {
  const button = event.target.closest('[data-resend]') ?? event.target.querySelector('[data-resend]');
  if (button) countDown(button, Number(button.dataset.wait) || 30);
});

// The code is used up: nobody needs to wait for another one.
document.addEventListener(CODE_EXPIRED, (event) => countDown(event.target.closest('[data-resend]'), 0));
