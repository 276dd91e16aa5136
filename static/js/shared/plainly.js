import { FORM_IDLE, emit } from './events.js';

/** Sends the form as browsers do, without the scripts that send it otherwise. */
export const sendPlainly = (form, button) => {
  emit(form, FORM_IDLE);
  form.dataset.plainly = '';
  form.requestSubmit(button);
};
