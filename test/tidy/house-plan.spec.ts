import { filesOf } from './repository';

const maximumPortMethods = 7;

const sources = filesOf('.ts').filter(({ name }) => name.startsWith('src/'));
const production = sources.filter(({ name }) => !name.endsWith('.spec.ts'));
const specs = filesOf('.spec.ts');
const application = production.filter(({ name }) => name.startsWith('src/application/'));

interface ClassText {
  readonly file: string;
  readonly name: string;
  readonly body: string;
}

/** The classes of `files` whose declaration starts with `keywords`; a body ends at the first brace in column one. */
function classes(files: typeof sources, keywords: string): readonly ClassText[] {
  const pattern = new RegExp(`^${keywords} (\\w+)[^]*?^}`, 'gm');
  return files.flatMap(({ name: file, text }) =>
    [...text.matchAll(pattern)].map(([body, name]) => ({ file, name, body })),
  );
}

const ports = classes(application, 'export abstract class');
const useCases = classes(application, 'export class').filter(({ body }) => /^ {2}(async )?execute\(/m.test(body));

describe('the house plan', () => {
  it('has a test for every use case', () => {
    const untested = useCases.filter(({ file, name }) => {
      const mention = new RegExp(`\\b${name}\\b`);
      const beside = file.replace(/\.ts$/, '.spec.ts');
      return !specs.some((spec) => spec.name === beside || mention.test(spec.text));
    });

    expect(untested.map(({ name }) => name)).toEqual([]);
  });

  it('names a use case file after its class, one to a file', () => {
    const misplaced = useCases.filter(({ file, name }) => {
      const expected = name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
      return !file.endsWith(`/${expected}.ts`);
    });

    expect(misplaced.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
  });

  it('has an adapter for every port: a class that extends it, or a value bound to it', () => {
    const unserved = ports.filter(({ name }) => {
      const adapter = new RegExp(`\\b(extends|implements)\\b[^{]*\\b${name}\\b`);
      const binding = new RegExp(`provide: ${name}\\b`);
      return !production.some(({ text }) => adapter.test(text)) && !production.some(({ text }) => binding.test(text));
    });

    expect(unserved.map(({ name }) => name)).toEqual([]);
  });

  it('keeps ports small', () => {
    const wide = ports.filter(({ body }) => (body.match(/^ {2}abstract /gm) ?? []).length > maximumPortMethods);

    expect(wide.map(({ name }) => name)).toEqual([]);
  });
});
