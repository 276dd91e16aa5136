// Passwords that can be looked at.

import { all } from '../shared/dom.js';

for (const input of all('input[type="password"]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'reveal';
  button.setAttribute('aria-controls', input.id);
  const show = (shown) => {
    const caret = input.selectionStart;
    input.type = shown ? 'text' : 'password';
    if (document.activeElement === input) input.setSelectionRange(caret, caret);
    button.setAttribute('aria-pressed', String(shown));
    button.setAttribute('aria-label', shown ? 'Hide password' : 'Show password');
    button.textContent = shown ? 'Hide' : 'Show';
  };
  button.addEventListener('mousedown', (event) => event.preventDefault());
  button.addEventListener('click', () => show(button.getAttribute('aria-pressed') !== 'true'));
  input.form?.addEventListener('submit', () => show(false));
  show(false);
  input.parentElement.classList.add('has-reveal');
  input.after(button);
}
