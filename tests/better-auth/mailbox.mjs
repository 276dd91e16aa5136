/** Mail the server would have sent, newest first. */
export class Mailbox {
  #mails = [];

  put({ to, subject, type, otp = null, url = null, ...more }) {
    const text = [subject, otp && `Code: ${otp}`, url].filter(Boolean).join("\n");
    const sent_at = new Date().toISOString();
    this.#mails.unshift({ to, subject, text, type, otp, url, sent_at, ...more });
  }

  /** All mail, or what went to one address. */
  list(to) {
    return to ? this.#mails.filter((mail) => mail.to === to.toLowerCase()) : this.#mails;
  }
}
