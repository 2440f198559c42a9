// Where an address lies in its street, for drawing only. What is allowed is decided in Rust.

/** An address as a number; `null` when it is not one yet. */
export function toNumber(address: string): number | null {
  const parts = address.trim().split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** How far along the street an address is, from 0 to 100; `null` when it is not in it. */
export function along(address: string, home: string): number | null {
  const [router = '', size = '24'] = home.split('/');
  const [at, of] = [toNumber(address), toNumber(router)];
  const room = 2 ** (32 - Number(size));
  if (at === null || of === null || !Number.isInteger(room) || room < 4) return null;
  const place = at - Math.floor(of / room) * room;
  return place < 0 || place >= room ? null : (place / (room - 1)) * 100;
}

/** An address as it is called at home: its last part, with the part before it where the street is long. */
export function short(address: string, home: string): string {
  const parts = address.split('.');
  return parts.length === 4 ? `.${parts.slice(Number(home.split('/')[1] ?? 24) >= 24 ? 3 : 2).join('.')}` : address;
}
