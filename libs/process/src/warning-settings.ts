import { resolve } from 'node:path';
import { z } from 'zod';
import type { WarningSettings } from '#service-kit/service-config.js';

const feed = z.url({ protocol: /^https?$/ });

/** Where warnings come from besides the pages. An empty value is none. */
export const warningEnvironment = z.object({
  /** A folder that is watched for *.xml. */
  MUSTER_WARNING_FOLDER: z.string().default(''),
  /** Feeds that are polled, with commas between them. */
  MUSTER_WARNING_FEEDS: z
    .string()
    .default('')
    .transform((value) =>
      value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    )
    .pipe(z.array(feed).max(50)),
  MUSTER_WARNING_FEED_SECONDS: z.coerce.number().int().min(10).max(86_400).default(60),
});

/** The settings as intake takes them. */
export function warningSettingsOf(given: z.infer<typeof warningEnvironment>): WarningSettings {
  const folder = given.MUSTER_WARNING_FOLDER.trim();
  return {
    folder: folder === '' ? null : resolve(folder),
    feeds: [...new Set(given.MUSTER_WARNING_FEEDS)],
    feedSeconds: given.MUSTER_WARNING_FEED_SECONDS,
  };
}
