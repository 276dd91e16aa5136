// Toasts: the latest change, for a while, and the way back if there is one.

const SHOWN = 8000;

const place = document.createElement('div');
place.className = 'toasts';
place.setAttribute('aria-live', 'polite');
place.setAttribute('aria-atomic', 'true');
document.body.append(place);

let undoNow = null;
let goneNow = null;

const clear = () => {
  const gone = goneNow;
  place.replaceChildren();
  undoNow = null;
  goneNow = null;
  gone?.();
};

// The clock stands still while the toast is looked at.
let timer;
const wait = () => {
  clearTimeout(timer);
  timer = setTimeout(clear, SHOWN);
};
for (const stop of ['pointerenter', 'focusin']) place.addEventListener(stop, () => clearTimeout(timer));
for (const go of ['pointerleave', 'focusout']) place.addEventListener(go, wait);

/** Tells what changed; `undo` takes it back. Otherwise `gone` is called once that isn't offered any more. */
export const toast = (text, undo, gone) => {
  clear();
  const line = document.createElement('span');
  line.textContent = text;
  place.replaceChildren(line);
  undoNow = undo ?? null;
  goneNow = gone ?? null;
  if (undo) place.append(undoButton());
  wait();
};

const takeBack = () => {
  const undo = undoNow;
  goneNow = null;
  clear();
  undo?.();
};

const undoButton = () => {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'toast-undo';
  button.textContent = document.body.dataset.undo;
  button.addEventListener('click', takeBack);
  return button;
};

document.addEventListener('keydown', (event) => {
  if (event.key !== 'z' || event.shiftKey || event.altKey || !(event.ctrlKey || event.metaKey)) return;
  if (!undoNow || event.target.matches('input:not([type="checkbox"]), textarea')) return;
  event.preventDefault();
  takeBack();
});
