import { RandomInviteCodes } from './random-invite-codes';

describe('RandomInviteCodes', () => {
  it('gives ten letters and digits, never twice', () => {
    const codes = new RandomInviteCodes();
    const made = new Set(Array.from({ length: 1_000 }, () => codes.next()));

    expect(made.size).toBe(1_000);
    for (const code of made) expect(code).toMatch(/^[A-Za-z0-9]{10}$/);
  });
});
