type Json<T> = { headers: Record<string, unknown>; content: { "application/json": T } };
type Empty = { headers: Record<string, unknown>; content?: never };
type None = { query?: never; header?: never; path?: never; cookie?: never };
type Op<P, B, R> = { parameters: P; requestBody: B; responses: R };
type Ask<P, R> = { parameters: P; requestBody?: never; responses: R };
type Body<T> = { content: { "application/json": T } };
type Query<Q> = { query?: Q; header?: never; path?: never; cookie?: never };
type Path<P> = { query?: never; header?: never; path: P; cookie?: never };
type Edit<P> = { query?: never; header: { "If-Match": string }; path: P; cookie?: never };
type Page = { cursor?: string; limit?: number };
type List<T> = { items: T[]; next: string | null };
type Get<P, T> = Ask<P, { 200: Json<T> }>;

export interface components {
  schemas: {
    Person: { id: string; name: string };
    Membership: { organisationId: string; slug: string; name: string; roles: string[] };
    Session: {
      user: { id: string; email: string; displayName: string };
      organisation: { id: string; slug: string; name: string };
      roles: string[];
      memberships: components["schemas"]["Membership"][];
      csrfToken: string;
      demo: boolean;
      feedPosition: number;
    };
    Gateway: { id: string; name: string; region: string; connected: boolean; lastSeenAt: string | null; spoolSequence: number };
    Home: {
      waiting: number;
      liveSessions: number;
      sessionsToday: number;
      exchangesToday: number;
      findingsToday: { type: string; count: number }[];
      refusedToday: number;
      stoppedSkills: number;
      recent: components["schemas"]["SessionSummary"][];
      waitingApprovals: components["schemas"]["ApprovalSummary"][];
      gateways: components["schemas"]["Gateway"][];
    };
    ApprovalSummary: {
      id: string;
      organisationId: string;
      organisationName: string;
      viaGrant: string | null;
      skillName: string;
      rule: string;
      severity: string;
      summary: string;
      state: string;
      createdAt: string;
      expiresAt: string;
      decidedAt: string | null;
      decidedByName: string | null;
    };
    HoldView: {
      skill: components["schemas"]["Person"];
      owner: string;
      connection: { name: string; baseUrl: string };
      method: string;
      path: string;
      query: string;
      model: string | null;
      stream: boolean;
      rule: string;
      severity: string;
      policy: { id: string; version: number };
      summary: string;
      system: string | null;
      messages: unknown[];
      tools: string[];
      findings: { type: string; label: string; location: string; rule: string | null }[];
      requestBytes: number;
    };
    ApprovalDetail: components["schemas"]["ApprovalSummary"] & {
      exchangeId: string;
      sessionId: string;
      skillId: string;
      ownerName: string;
      policyId: string;
      policyVersion: number;
      digest: string;
      viewDigest: string;
      view: components["schemas"]["HoldView"];
      note: string | null;
      canDecide: boolean;
      cannotDecideReason: string | null;
    };
    SessionSummary: {
      id: string;
      skillId: string;
      skillName: string;
      ownerName: string;
      name: string | null;
      title: string | null;
      startedAt: string;
      lastAt: string;
      live: boolean;
      exchanges: number;
      findings: number;
      inputTokens: number;
      outputTokens: number;
      model: string | null;
      lastDecision: string | null;
      lastOutcome: string | null;
    };
    Finding: { direction: string; type: string; label: string; location: string; rule: string | null; detector: string };
    ExchangeSummary: {
      id: string;
      startedAt: string;
      endedAt: string | null;
      live: boolean;
      method: string;
      path: string;
      model: string | null;
      streaming: boolean;
      status: number | null;
      decision: string;
      rule: string | null;
      severity: string | null;
      policyVersion: number | null;
      approvalId: string | null;
      outcome: string | null;
      problem: string | null;
      stopReason: string | null;
      inputTokens: number | null;
      outputTokens: number | null;
      requestBytes: number;
      responseBytes: number | null;
      findings: components["schemas"]["Finding"][];
    };
    SessionDetail: components["schemas"]["SessionSummary"] & {
      ownerUserId: string;
      ownerNow: components["schemas"]["Person"] | null;
      connectionName: string;
      regionId: string | null;
      gatewayId: string | null;
      exchangesList: components["schemas"]["ExchangeSummary"][];
    };
    ExchangeDetail: components["schemas"]["ExchangeSummary"] & { request: string; responseContentType: string | null };
    ResponsePart: { data: string; position: number; complete: boolean };
    SkillKey: { id: string; hint: string; createdAt: string; expiresAt: string; revokedAt: string | null };
    Lock: { id: string; kind: string; reason: string; createdAt: string; createdByName: string };
    Skill: {
      id: string;
      name: string;
      purpose: string;
      owner: components["schemas"]["Person"];
      connection: components["schemas"]["Person"];
      labels: string[];
      status: string;
      stopped: boolean;
      locks: components["schemas"]["Lock"][];
      expiresAt: string;
      createdAt: string;
      lastUsedAt: string | null;
      liveSessions: number;
      keys: components["schemas"]["SkillKey"][];
    };
    NewKey: { id: string; key: string; hint: string; expiresAt: string };
    StopPreview: { openStreams: number; heldRequests: number; activeKeys: number };
    Connection: { id: string; name: string; baseUrl: string; credentialHint: string; regions: string[]; createdAt: string };
    Policy: { id: string; name: string; activeVersion: number | null; document: string; updatedAt: string; updatedByName: string };
    Member: { id: string; displayName: string; email: string; roles: string[] };
    FeedEvent: { position: number; at: string; kind: string; subject: string; payload: Record<string, unknown> };
  };
}

type S = components["schemas"];

export interface paths {
  "/api/v1/session": {
    get: Get<None, S["Session"]>;
    post: Op<None, Body<{ email: string; password: string }>, { 200: Json<S["Session"]> }>;
    delete: Ask<None, { 204: Empty }>;
  };
  "/api/v1/session/organisation": { post: Op<None, Body<{ organisationId: string }>, { 200: Json<S["Session"]> }> };
  "/api/v1/home": { get: Get<None, S["Home"]> };
  "/api/v1/approvals": { get: Get<Query<{ state?: "waiting" | "decided" } & Page>, List<S["ApprovalSummary"]>> };
  "/api/v1/approvals/{id}": { get: Get<Path<{ id: string }>, S["ApprovalDetail"]> };
  "/api/v1/approvals/{id}/decision": {
    post: Op<Path<{ id: string }>, Body<{ decision: "approve" | "deny"; viewDigest: string; note?: string }>, { 200: Json<S["ApprovalDetail"]> }>;
  };
  "/api/v1/sessions": { get: Get<Query<{ status?: "live" | "all"; skill?: string } & Page>, List<S["SessionSummary"]>> };
  "/api/v1/sessions/{id}": { get: Get<Path<{ id: string }>, S["SessionDetail"]> };
  "/api/v1/exchanges/{id}": { get: Get<Path<{ id: string }>, S["ExchangeDetail"]> };
  "/api/v1/exchanges/{id}/response": {
    get: Get<{ query?: { after?: number }; header?: never; path: { id: string }; cookie?: never }, S["ResponsePart"]>;
  };
  "/api/v1/skills": {
    get: Get<Query<Page>, List<S["Skill"]>>;
    post: Op<None, Body<{ name: string; purpose: string; connectionId: string; ownerUserId?: string; labels?: string[]; expiresAt?: string }>, { 201: Json<S["Skill"]> }>;
  };
  "/api/v1/skills/{id}": {
    get: Get<Path<{ id: string }>, S["Skill"]>;
    patch: Op<Edit<{ id: string }>, Body<{ purpose?: string; labels?: string[]; ownerUserId?: string }>, { 200: Json<S["Skill"]> }>;
  };
  "/api/v1/skills/{id}/keys": { post: Op<Path<{ id: string }>, Body<{ expiresInDays: number }>, { 201: Json<S["NewKey"]> }> };
  "/api/v1/skills/{id}/keys/{keyId}": { delete: Ask<Path<{ id: string; keyId: string }>, { 204: Empty }> };
  "/api/v1/skills/{id}/stop-preview": { get: Get<Path<{ id: string }>, S["StopPreview"]> };
  "/api/v1/skills/{id}/stop": { post: Op<Path<{ id: string }>, Body<{ reason: string }>, { 200: Json<S["Skill"]> }> };
  "/api/v1/skills/{id}/resume": { post: Op<Path<{ id: string }>, Body<Record<string, never>>, { 200: Json<S["Skill"]> }> };
  "/api/v1/connections": { get: Get<Query<Page>, List<S["Connection"]>> };
  "/api/v1/policies": { get: Get<Query<Page>, List<S["Policy"]>> };
  "/api/v1/policies/{id}": { get: Get<Path<{ id: string }>, S["Policy"]> };
  "/api/v1/members": { get: Get<Query<Page>, List<S["Member"]>> };
  "/api/v1/feed": { get: Get<Query<{ after?: number; limit?: number }>, { items: S["FeedEvent"][]; position: number }> };
  "/api/v1/demo/incident": { post: Ask<None, { 202: Empty }> };
}
