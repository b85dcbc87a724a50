/** What a route answered: status and parsed body (`Answer` where it is the expected one). */
export type Answered<Answer> = { status: number; body: Answer; contentType: string };

/** A signed-in caller of the HTTP API for tests: real requests, nothing hidden. */
export class ApiClient {
  constructor(
    readonly url: string,
    private readonly accessToken?: string,
    private readonly language = 'zh-CN',
  ) {}

  /** The same server as another caller. */
  as(accessToken: string, language = this.language): ApiClient {
    return new ApiClient(this.url, accessToken, language);
  }

  /** Signs in with a password, and answers a client with that session. */
  async signIn(login: string, password: string): Promise<ApiClient> {
    const { accessToken } = await this.post<{ accessToken: string }>('/api/session', { login, password });
    return this.as(accessToken);
  }

  /** GET that must succeed. */
  async get<Answer>(path: string): Promise<Answer> {
    return this.expectOk<Answer>('GET', path, await this.send<Answer>('GET', path));
  }

  /** POST that must succeed. */
  async post<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.expectOk<Answer>('POST', path, await this.send<Answer>('POST', path, body));
  }

  /** Any request with whatever it answers. */
  async send<Answer = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    contentType = 'application/json',
  ): Promise<Answered<Answer>> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        'accept-language': this.language,
        ...(this.accessToken ? { authorization: `Bearer ${this.accessToken}` } : {}),
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, contentType: type, body: (/json/.test(type) ? JSON.parse(text) : text) as Answer };
  }

  /** A form with a file as its `content`. */
  async sendForm<Answer = Record<string, unknown>>(
    path: string,
    fields: Readonly<Record<string, string>>,
    content: Uint8Array,
  ): Promise<Answered<Answer>> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('content', new Blob([new Uint8Array(content)]), 'content');
    const headers = { 'accept-language': this.language, authorization: `Bearer ${this.accessToken}` };
    const response = await fetch(this.url + path, { method: 'POST', headers, body: form });
    return { status: response.status, contentType: response.headers.get('content-type') ?? '', body: (await response.json()) as Answer };
  }

  /** What a route hands out, byte for byte. */
  async download(path: string): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
    const response = await fetch(this.url + path, { headers: { authorization: `Bearer ${this.accessToken}` } });
    return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  }

  private expectOk<Answer>(method: string, path: string, answered: Answered<Answer>): Answer {
    if (answered.status >= 300) throw new Error(`${method} ${path}: ${answered.status} ${JSON.stringify(answered.body).slice(0, 500)}`);
    return answered.body;
  }
}
