import type { Matter } from '#contracts/matter.js';
import type { PickerLine } from '../kit/SearchPicker.vue';

/** The 59 matters as the picker lists them, in the order of the list, each under its class. */
export function matterLines(matters: readonly Matter[], pick: (zh: string, en: string) => string): PickerLine[] {
  return matters.map((matter) => {
    const name = pick(matter.name, matter.nameEn);
    const group = pick(matter.className, matter.classNameEn);
    return {
      key: matter.id,
      name,
      chinese: matter.name,
      title: `${matter.number} ${name}`,
      note: `${matter.number} · ${matter.leadDepartment.name}`,
      words: `${name} ${matter.name} ${matter.nameEn} ${matter.className} ${matter.id}`,
      group,
    };
  });
}
