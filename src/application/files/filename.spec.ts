import { cleanFilename, FILENAME_LENGTH_MAX } from './filename';

describe('cleanFilename', () => {
  it.each([
    ['photo.png', 'photo.png'],
    ['my holiday photo.png', 'my_holiday_photo.png'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\system32', 'system32'],
    ['.htaccess', 'htaccess'],
    ['...', 'file'],
    ['', 'file'],
    ['a/', 'file'],
    ['a"b\r\nSet-Cookie: x.png', 'a_b__Set-Cookie__x.png'],
    ['evil\u202egnp.exe', 'evil_gnp.exe'],
    ['相片 😀.png', '相片_😀.png'],
    ['a\u0000b', 'a_b'],
    ['\ud800.png', '\ufffd.png'],
  ])('makes %j %j', (name, expected) => {
    expect(cleanFilename(name)).toBe(expected);
  });

  it('keeps the ending of a long name', () => {
    const cleaned = cleanFilename(`${'😀'.repeat(400)}.png`);

    expect([...cleaned]).toHaveLength(FILENAME_LENGTH_MAX);
    expect(cleaned.endsWith('😀.png')).toBe(true);
  });
});
