import { StandardSchemaValidationPipe } from '@nestjs/common';
import { z } from 'zod';
import type { FieldProblem } from '#contracts/problem.js';
import { Refused } from './refused.js';

const inChinese = z.locales.zhCN().localeError;
const inEnglish = z.locales.en().localeError;

/** Names each refused field with its reason in both languages, from zod's issues. */
export function fieldProblems(issues: readonly z.core.$ZodIssue[]): FieldProblem[] {
  return issues.slice(0, 50).map((issue) => ({
    field: issue.path.map(String).join('.') || 'body',
    reason: wordsOf(inChinese(issue as never)) ?? issue.message,
    reasonEn: wordsOf(inEnglish(issue as never)) ?? issue.message,
  }));
}

/** Validates every body, query and parameter that has a schema; what fails is refused with all its fields. */
export function inputPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => new Refused('invalid-input', undefined, fieldProblems(issues as readonly z.core.$ZodIssue[])),
  });
}

/** Parses a message that did not come through HTTP (a socket message); refuses like the pipe. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Refused('invalid-input', undefined, fieldProblems(parsed.error.issues));
  return parsed.data;
}

function wordsOf(message: string | { message: string } | null | undefined): string | undefined {
  return typeof message === 'string' ? message : message?.message;
}
