export interface Instruction {
  readonly verb: string;
  readonly argument: string;
}

export interface Stage {
  readonly base: string;
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile; continued lines are joined, comments dropped. */
export function parseDockerfile(text: string): readonly Stage[] {
  const lines = text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const stages: { base: string; name: string; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, verb = '', argument = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (verb === 'FROM') {
      const [base = '', , name = ''] = argument.split(/\s+/);
      stages.push({ base, name, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push({ verb, argument });
    }
  }
  return stages;
}

export const argumentsOf = (stage: Stage, verb: string): readonly string[] =>
  stage.instructions.filter((instruction) => instruction.verb === verb).map(({ argument }) => argument);

/** A `.dockerignore` of plain names and `*` at one end, which is all ours uses. */
export function ignoring(text: string): (name: string) => boolean {
  const patterns = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return (name) =>
    patterns.some((pattern) => {
      if (pattern.startsWith('*')) return name.endsWith(pattern.slice(1));
      return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
    });
}
