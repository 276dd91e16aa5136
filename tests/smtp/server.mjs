// A real SMTP server for the outbox's test. Every message it takes is a line in FILE,
// written before the 250 that promises it. With DIE_AT=n the process is gone in the
// middle of its nth message, without a word. With KEY and CERT (files) it takes mail over
// STARTTLS only, and with PASSWORD from whoever knows it only.
import { appendFileSync, readFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';

let started = 0;

const { CERT, KEY, PASSWORD } = process.env;
const encrypted = CERT ? { cert: readFileSync(CERT), key: readFileSync(KEY) } : {};

const server = new SMTPServer({
  ...encrypted,
  authOptional: !PASSWORD,
  disabledCommands: [...(CERT ? [] : ['STARTTLS']), ...(PASSWORD ? [] : ['AUTH'])],
  onAuth({ username, password }, session, done) {
    if (password === PASSWORD && (session.secure || !CERT)) done(null, { user: username });
    else done(new Error('Invalid username or password'));
  },
  onData(stream, session, done) {
    started += 1;
    const chunks = [];
    stream.on('data', (chunk) => {
      if (String(started) === process.env.DIE_AT) process.kill(process.pid, 'SIGKILL');
      chunks.push(chunk);
    });
    stream.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const id = /^message-id: (.*)$/im.exec(text)?.[1]?.trim();
      const to = session.envelope.rcptTo.map((recipient) => recipient.address);
      appendFileSync(process.env.FILE, `${JSON.stringify({ id, to, text })}\n`);
      done();
    });
  },
});

// A client that does not trust the certificate hangs up; that is its right.
server.on('error', () => {});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(JSON.stringify({ ready: true, port: server.server.address().port }));
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
