/** Unicode code points, the unit in which every length limit is counted. */
export function codePointLength(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length - 1; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      length -= 1;
      index += 1;
    }
  }
  return length;
}

/** False for text with U+0000 (PostgreSQL cannot store it) or a lone surrogate (it has no UTF-8 form). */
export function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

const controlCharacters = /[\u0000-\u001f\u007f-\u009f]/;

export function hasControlCharacters(text: string): boolean {
  return controlCharacters.test(text);
}
