import type { Channel, ChannelSecrets, ChannelSettings, SaveChannel } from "#shared/api/types.ts";

/** What stands in the form: texts where the API has numbers and lists. */
export interface ChannelDraft {
  readonly name: string;
  readonly kind: Channel["kind"];
  readonly events: readonly string[];
  readonly leastSeverity: SaveChannel["leastSeverity"];
  readonly labels: readonly string[];
  readonly rules: readonly string[];
  readonly namedOnly: boolean;
  readonly summary: boolean;
  readonly enabled: boolean;
  readonly settings: {
    readonly address: string;
    readonly authority: string;
    readonly host: string;
    readonly port: string;
    readonly tls: string;
    readonly userName: string;
    readonly from: string;
    readonly to: readonly string[];
    readonly slackChannel: string;
    readonly matchEmail: boolean;
    readonly followUp: boolean;
  };
  readonly secrets: Readonly<Record<SecretName, string>>;
}

export type SecretName = "address" | "token" | "signingSecret" | "routingKey" | "password";

const noSecrets = { address: "", token: "", signingSecret: "", routingKey: "", password: "" };

export function draftOf(channel: Channel | null): ChannelDraft {
  const settings: Partial<ChannelSettings> = channel?.settings ?? {};
  return {
    name: channel?.name ?? "",
    kind: channel?.kind ?? "email",
    events: channel?.events ?? ["approvals", "escalations"],
    leastSeverity: channel?.leastSeverity ?? "low",
    labels: channel?.labels ?? [],
    rules: channel?.rules ?? [],
    namedOnly: channel?.namedOnly ?? false,
    summary: channel?.detail === "summary",
    enabled: channel?.enabled ?? true,
    settings: {
      address: settings.address ?? "",
      authority: settings.authority ?? "",
      host: settings.host ?? "",
      port: settings.port === undefined || settings.port === null ? "587" : String(settings.port),
      tls: settings.tls ?? "starttls",
      userName: settings.userName ?? "",
      from: settings.from ?? "",
      to: settings.to ?? [],
      slackChannel: settings.slackChannel ?? "",
      matchEmail: settings.matchEmail ?? false,
      followUp: settings.followUp ?? false,
    },
    secrets: noSecrets,
  };
}

export function saveOf(draft: ChannelDraft): SaveChannel {
  const { settings } = draft;
  const email = draft.kind === "email";
  const text = (value: string) => (value.trim() === "" ? null : value.trim());
  return {
    name: draft.name.trim(),
    kind: draft.kind,
    settings: {
      address: draft.kind === "webhook" || draft.kind === "pagerduty" ? text(settings.address) : null,
      authority: draft.kind === "slack" ? null : text(settings.authority),
      host: email ? text(settings.host) : null,
      port: email && /^\d+$/.test(settings.port.trim()) ? Number(settings.port) : null,
      tls: email ? settings.tls : null,
      userName: email ? text(settings.userName) : null,
      from: email ? text(settings.from) : null,
      to: email ? [...settings.to] : null,
      slackChannel: draft.kind === "slack" ? text(settings.slackChannel) : null,
      matchEmail: draft.kind === "slack" && settings.matchEmail,
      followUp: (email || draft.kind === "teams") && settings.followUp,
    },
    secrets: secretsOf(draft),
    events: [...draft.events],
    leastSeverity: draft.leastSeverity,
    labels: [...draft.labels],
    rules: [...draft.rules],
    namedOnly: draft.namedOnly,
    detail: draft.summary ? "summary" : "names",
    enabled: draft.enabled,
  };
}

/** What was typed; what stays empty stays as it was. */
function secretsOf({ secrets }: ChannelDraft): ChannelSecrets {
  const typed = (name: SecretName) => (secrets[name] === "" ? null : secrets[name]);
  return {
    address: typed("address"),
    token: typed("token"),
    signingSecret: typed("signingSecret"),
    routingKey: typed("routingKey"),
    password: typed("password"),
  };
}
