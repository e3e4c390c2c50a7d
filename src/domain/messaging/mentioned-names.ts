/** Signs before a name that are looked at in one text. */
export const NAME_SIGNS_MAX = 20;
/** Code points of a name, as of a username. */
const NAME_LENGTH_MIN = 2;
const NAME_LENGTH_MAX = 50;

/** What stands before a sign that begins no name: `bob@example.org`, `<@1>`. */
const beforeSign = /[\w.+<-]$/;
/** What no name contains. */
const nameEnd = /[@#:`<>\n\r]/;
/** Letters of scripts that part their words: a name that is followed by one goes on. */
const wordLetter = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]/u;
const everybody = /(?<![\w.+-])@(?:(?:all|everyone|here)(?![\p{L}\p{N}_])|所有人|全体成员)/iu;

/** Whether a text typed by people calls everybody. */
export const namesEverybody = (text: string): boolean => everybody.test(text);

/**
 * What may be a name behind each sign, the longest first: where one ends only its owner's name tells, because names
 * have spaces and some scripts have none.
 */
export function possibleNames(text: string): readonly (readonly string[])[] {
  const signs = [...text.matchAll(/@/g)].map(({ index }) => index).filter((at) => !beforeSign.test(text.slice(0, at)));
  return signs.slice(0, NAME_SIGNS_MAX).map((at) => prefixes(text.slice(at + 1, at + 1 + NAME_LENGTH_MAX * 2 + 2)));
}

function prefixes(text: string): readonly string[] {
  const end = text.search(nameEnd);
  const letters = [...(end < 0 ? text : text.slice(0, end))];
  const names: string[] = [];
  for (let length = Math.min(letters.length, NAME_LENGTH_MAX); length >= NAME_LENGTH_MIN; length -= 1) {
    const [last = '', next = ''] = letters.slice(length - 1, length + 1);
    const goesOn = wordLetter.test(last) && wordLetter.test(next);
    if (last.trim() !== '' && !goesOn) names.push(letters.slice(0, length).join(''));
  }
  return names;
}
