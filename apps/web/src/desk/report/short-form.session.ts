import { ref } from 'vue';
import type { Point } from '#contracts/ids.js';
import { useCommand } from '../../session/command.session.js';
import { useI18n } from 'vue-i18n';
import { whereAmI } from '../position.js';
import { emptyForm, unfinished, type ShortField } from './report.form.js';

/** A short form while it is being written: what is missing in words, where this device is, and the one sending. */
export function useShortForm(more: () => Partial<Record<'unitId' | 'title', string>> = () => ({})) {
  const { t } = useI18n();
  const form = ref(emptyForm());
  const asked = ref(false);
  const finding = ref(false);
  const { busy, failure, refused, send } = useCommand();
  let found: { key: string; position: Point | null } | null = null;

  const wrong = (field: ShortField): string | null =>
    refused.value[field] ?? (asked.value && unfinished(form.value, more()).includes(field) ? t(`desk.report.missing.${field}`) : null);

  /** Sends what `body` makes of the form; the same words carry the same position, so that a second press is the same request. */
  async function submit<Body extends object, Answer>(
    body: (position: Point | null) => Body | null,
    command: (sealed: Body & { requestId: string }) => Promise<Answer>,
  ): Promise<Answer | null> {
    asked.value = true;
    if (busy.value || finding.value || unfinished(form.value, more()).length > 0) return null;
    const key = JSON.stringify([form.value, more()]);
    if (found?.key !== key) {
      finding.value = true;
      found = { key, position: (await whereAmI()).position ?? null };
      finding.value = false;
    }
    const sealed = body(found.position);
    return sealed ? send(sealed, command) : null;
  }

  return { form, busy, finding, failure, wrong, submit };
}
