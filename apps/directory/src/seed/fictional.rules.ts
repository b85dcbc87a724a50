import { createHash } from 'node:crypto';

const surnames = [
  ...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹',
];
const stems = [...'甲乙丙丁戊己庚辛壬癸'];
const branches = [...'子丑寅卯辰巳午未申酉戌亥'];
const givenNames = [...stems, ...Array.from({ length: 60 }, (_, index) => stems[index % 10]! + branches[index % 12]!)];

/**
 * The name of the n-th fictional person: a surname of the Hundred Surnames and a heavenly stem or a year of the sexagenary cycle
 * (赵甲, 钱乙丑 …), as textbooks name people who do not exist. Names repeat after 7,000 people.
 */
export function fictionalName(n: number): string {
  const row = Math.floor(n / surnames.length);
  return surnames[n % surnames.length]! + givenNames[(n * 7 + row) % givenNames.length]!;
}

/** The telephone number of the n-th fictional person: begins with 000, which no network assigns. */
export function fictionalPhone(n: number): string {
  return `000${String(n).padStart(8, '0')}`;
}

/** The same id for the same name every time (UUID version 5), so that seeding again finds what is there. */
export function seededId(name: string): string {
  const bytes = createHash('sha1').update(`muster:${name}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
