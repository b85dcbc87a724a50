import { z } from 'zod';

/** Words for people: control characters are refused, because PostgreSQL refuses NUL and a desk cannot show the rest. */
export function words(maximum: number, minimum = 1) {
  return z
    .string()
    .trim()
    .min(minimum)
    .max(maximum)
    .regex(/^[^\p{Cc}\p{Cs}]*(?:[\n\t][^\p{Cc}\p{Cs}]*)*$/u, 'control characters are not allowed');
}
