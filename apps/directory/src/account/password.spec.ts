import { hashPassword, nobodysHash, strongCost, verifyPassword } from './password.js';

describe('passwords', () => {
  it('fit their hash and no other, whatever way a letter is composed', async () => {
    const hash = await hashPassword('Pässwörd 密码', 4);
    expect(await verifyPassword('Pässwörd 密码'.normalize('NFD'), hash)).toBe(true);
    expect(await verifyPassword('Pässwörd 密碼', hash)).toBe(false);
    expect(await verifyPassword('', hash)).toBe(false);
  });

  it('hash differently each time, with the cost in the hash', async () => {
    const [one, other] = [await hashPassword('same', 4), await hashPassword('same', 5)];
    expect(one).toMatch(/^scrypt\$4\$8\$1\$/);
    expect(other).toMatch(/^scrypt\$5\$8\$1\$/);
    expect(one.split('$')[4]).not.toBe(other.split('$')[4]);
    expect(await verifyPassword('same', other)).toBe(true);
  });

  it('are hashed two at a time and never block the event loop', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 5);
    await Promise.all(Array.from({ length: 4 }, () => hashPassword('slow', 14)));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it('of nobody cost as much as any and never fit', async () => {
    expect(nobodysHash).toMatch(new RegExp(`^scrypt\\$${strongCost}\\$8\\$1\\$`));
    expect(await verifyPassword('nobody', nobodysHash)).toBe(false);
  });

  it('refuse a hash of unknown format loudly', async () => {
    await expect(verifyPassword('x', 'md5$abc')).rejects.toThrow('unknown format');
  });
});
