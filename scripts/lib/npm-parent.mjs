import fs from 'node:fs';

const checkIntervalMs = 250;

/** Looked up first of all, so that not even a signal during the load goes unnoticed. */
const before = ancestors();

/**
 * `npm start` puts a shell between npm and this process, and that shell dies of a signal without passing it on. So when
 * npm or its shell is gone, the server is asked to stop as if the signal had reached it. A signal that did reach it is
 * not repeated, because a second one would cut its graceful stop short. Call it when the server handles signals itself.
 */
export function stopWithNpm() {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') {
    return;
  }
  const timer = setInterval(() => {
    if (ancestors() !== before) {
      clearInterval(timer);
      process.kill(process.pid, 'SIGTERM');
    }
  }, checkIntervalMs);
  timer.unref();
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => clearInterval(timer));
  }
}

/** Process ids of the shell and, where the system shows it, of npm. */
function ancestors() {
  return `${process.ppid} ${parentOf(process.ppid)}`;
}

function parentOf(processId) {
  try {
    const status = fs.readFileSync(`/proc/${processId}/status`, 'utf8');
    return /^PPid:\s*(\d+)/m.exec(status)?.[1];
  } catch {
    return undefined;
  }
}
