/** How many server processes share the database, as far as this one knows. */
export abstract class LiveProcesses {
  /** This one included; at most ten seconds old. */
  abstract count(): number;
}
