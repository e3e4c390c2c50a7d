const POLL_MS = 5;
const TIMEOUT_MS = 15_000;

/** Resolves as soon as `condition` answers something other than undefined or false. */
export async function until<Answer>(
  condition: () => Promise<Answer | undefined | false> | Answer | undefined | false,
  what = 'the condition',
  timeoutMs = TIMEOUT_MS,
): Promise<Answer> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await condition();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`${what} did not come true within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
