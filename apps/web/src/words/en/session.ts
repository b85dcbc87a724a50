/** Words of sessions and of lost answers. */
export default {
  ended: {
    expired: 'The session has expired; the picture no longer changes.',
    revoked: 'The session was revoked; the picture no longer changes.',
    next: 'What is not sent stays on this device.',
  },
  signInAgain: 'Sign in again',
  signOut: 'Sign out',
  lost: { 'no-line': 'The service cannot be reached', timeout: 'No answer in 10 s', server: 'The service did not answer' },
  unknown: 'Not known yet, asking by request id',
};
