import { prepareEmbeddedTemplate } from './embedded-template';
import { prepareServerTemplate, testDatabaseUrl } from './postgres';

/** Migrates one database of each kind, once; every test file then works on a copy, which takes no time. */
export default async function setUpDatabases(): Promise<void> {
  await prepareEmbeddedTemplate();
  if (testDatabaseUrl !== undefined) await prepareServerTemplate(testDatabaseUrl);
}
