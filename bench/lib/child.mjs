import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A child process that answers each command with one message. */
export class Child {
  /**
   * @param {string} file
   * @param {import('node:child_process').ForkOptions} options
   */
  constructor(file, options) {
    this.process = fork(file, [], options);
    this.ended = new Promise((_, reject) => {
      this.process.once('exit', (code, signal) => reject(new Error(`${file} ended early (${signal ?? code})`)));
    });
    // Only a race in `answer` cares.
    this.ended.catch(() => undefined);
  }

  get pid() {
    return this.process.pid;
  }

  /** The next message of the child. */
  async answer() {
    const [message] = await Promise.race([once(this.process, 'message'), this.ended]);
    if (message.failure !== undefined) throw new Error(message.failure);
    return message;
  }

  async ask(task) {
    this.process.send(task);
    return (await this.answer()).result;
  }

  async stop() {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exited = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    const impatient = setTimeout(() => this.process.kill('SIGKILL'), 15_000);
    await exited;
    clearTimeout(impatient);
  }
}
