// Reads a form's fields.

export function values(form) {
  const all = Object.fromEntries(new FormData(form));
  return { ...all, email: (all.email || '').trim() };
}

export function complete(form) {
  return [...form.querySelectorAll('[required]')].every((input) => input.value.trim());
}
