// Codes: sent by themselves once complete, and once only.

import { all } from '../shared/dom.js';

for (const input of all('input[autocomplete="one-time-code"]')) {
  let tried = '';
  input.addEventListener('input', () => {
    const digits = input.value.replace(/\D/g, '');
    const others = all('[required]', input.form).every((field) => field.value);
    if (digits.length !== 6 || digits === tried || !others) return;
    tried = digits;
    input.form.requestSubmit();
  });
}
