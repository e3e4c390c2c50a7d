/** Where files of people are kept, and how large one may be. */
export abstract class FilesSettings {
  /** Absolute directory. */
  abstract readonly dataDir: string;
  abstract readonly uploadLimitBytes: number;
}
