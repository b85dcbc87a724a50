import type { Arrival } from '#contracts/task.js';

const longestMs = 5_000;

/** Whether this device goes where its person goes. A desk stands in an office: its place is not where somebody arrived. */
const isCarried = () => matchMedia('(pointer: coarse)').matches;

/**
 * Where this device is, asked of the browser for at most 5 s. Never fails: without a position it says honestly why there is none, so that a tap
 * does not wait for a satellite.
 */
export async function whereAmI(): Promise<Arrival> {
  if (!isCarried()) return { position: null, withoutPosition: 'not-asked' };
  if (!('geolocation' in navigator) || !isSecureContext) return { position: null, withoutPosition: 'unavailable' };
  const found = new Promise<Arrival>((resolve) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          position: { type: 'Point', coordinates: [coords.longitude, coords.latitude] },
          accuracyMetres: Math.min(100_000, Math.round(coords.accuracy)),
          withoutPosition: null,
        }),
      (error) =>
        resolve({ position: null, withoutPosition: error.code === GeolocationPositionError.PERMISSION_DENIED ? 'denied' : 'unavailable' }),
      { enableHighAccuracy: true, timeout: longestMs, maximumAge: 30_000 },
    ),
  );
  // The browser's own limit does not count while it asks for permission.
  const late = new Promise<Arrival>((resolve) => setTimeout(() => resolve({ position: null, withoutPosition: 'unavailable' }), longestMs));
  return Promise.race([found, late]);
}
