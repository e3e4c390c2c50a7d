import { createInterface } from 'node:readline';

/** Writes lines above the input line of a terminal; plain lines when the output is a pipe or a file. */

const CLEAR_LINE = '\r\u001b[2K';
const LINE_UP = '\u001b[1A';
const NAME_COLOURS = [31, 32, 33, 34, 35, 36, 91, 92, 94, 95, 96];
/** Characters of a stranger that could move the cursor or change the terminal; tab and line breaks become spaces. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export function harmless(text) {
  return String(text).replace(CONTROL, (character) => (/\s/.test(character) ? ' ' : '\ufffd'));
}

function wantsColour(output) {
  if (process.env.NO_COLOR) return false;
  return output.isTTY === true || !['', '0', undefined].includes(process.env.FORCE_COLOR);
}

export class Terminal {
  /**
   * @param {NodeJS.ReadStream} input
   * @param {NodeJS.WriteStream} output
   */
  constructor(input, output) {
    this.output = output;
    this.isInteractive = input.isTTY === true && output.isTTY === true;
    this.hasColour = wantsColour(output);
    this.reader = createInterface({
      input,
      output: this.isInteractive ? output : undefined,
      terminal: this.isInteractive,
      prompt: '> ',
    });
  }

  /**
   * @param {(line: string) => void} onLine
   * @param {() => void} onEnd no more input
   */
  listen(onLine, onEnd) {
    this.reader.on('line', onLine);
    this.reader.on('close', onEnd);
    this.reader.on('SIGINT', () => this.reader.close());
    this.prompt();
  }

  line(text) {
    this.output.write(`${this.isInteractive ? CLEAR_LINE : ''}${text}\n`);
    this.prompt();
  }

  prompt() {
    if (this.isInteractive) this.reader.prompt(true);
  }

  /** Takes back the line just typed: the message itself will come from the server. */
  eraseTyped() {
    if (this.isInteractive) this.output.write(`${LINE_UP}${CLEAR_LINE}`);
  }

  close() {
    if (this.isInteractive) this.output.write(CLEAR_LINE);
    this.reader.close();
  }

  dim(text) {
    return this.#coloured(2, text);
  }

  yellow(text) {
    return this.#coloured(33, text);
  }

  red(text) {
    return this.#coloured(31, text);
  }

  /** A person keeps their colour. */
  name(userId, text) {
    let hash = 0;
    for (const character of userId) hash = (hash * 31 + character.codePointAt(0)) >>> 0;
    return this.#coloured(NAME_COLOURS[hash % NAME_COLOURS.length], text);
  }

  #coloured(code, text) {
    return this.hasColour ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}
