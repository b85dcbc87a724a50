/** Words of sessions and of lost answers. */
export default {
  ended: { expired: '登录已到期，画面不再更新。', revoked: '登录已被收回，画面不再更新。', next: '没发的还在本机。' },
  signInAgain: '重新登录',
  signOut: '退出登录',
  lost: { 'no-line': '没连上服务', timeout: '10 秒没有应答', server: '服务没有应答' },
  unknown: '还不知道办成没有，正按请求号查',
};
