// Passwords that can be looked at, and what new ones are worth. Only the server refuses one.

import { all } from '../shared/dom.js';

const WORTH_PAUSE = 600;

const worth = (password) => {
  const different = new Set(password.toLowerCase()).size;
  if (password.length < 8) return 'short';
  if (different < 5 || /^\d+$/.test(password)) return 'weak';
  return password.length < 15 ? 'fair' : 'strong';
};

for (const line of all('[data-worth-of]')) {
  const input = document.getElementById(line.dataset.worthOf);
  let pause = null;
  // Once the typing stops, so that readers aren't interrupted at every letter.
  const tell = () => { line.textContent = input.value && line.dataset[worth(input.value)]; };
  input.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(tell, WORTH_PAUSE);
  });
}

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
    button.setAttribute('aria-label', shown ? input.dataset.hideIt : input.dataset.showIt);
    button.textContent = shown ? input.dataset.hide : input.dataset.show;
  };
  button.addEventListener('mousedown', (event) => event.preventDefault());
  button.addEventListener('click', () => show(button.getAttribute('aria-pressed') !== 'true'));
  input.form?.addEventListener('submit', () => show(false));
  show(false);
  input.parentElement.classList.add('has-reveal');
  input.after(button);
}
