import type { Channel, SaveChannel } from "#shared/api/types.ts";

type Kind = Channel["kind"];

export const kinds: readonly { readonly value: Kind; readonly label: string }[] = [
  { value: "email", label: "E-mail" },
  { value: "slack", label: "Slack" },
  { value: "teams", label: "Microsoft Teams" },
  { value: "pagerduty", label: "PagerDuty" },
  { value: "webhook", label: "Webhook, signed" },
];

export const events: readonly { readonly value: string; readonly label: string }[] = [
  { value: "approvals", label: "Requests that wait" },
  { value: "escalations", label: "Escalations" },
  { value: "decisions", label: "Decisions" },
  { value: "locks", label: "Stops" },
  { value: "incidents", label: "Incidents" },
  { value: "skills", label: "Skills to be confirmed" },
  { value: "billing", label: "Late payments and budgets" },
];

export const severities: readonly { readonly value: SaveChannel["leastSeverity"]; readonly label: string }[] = [
  { value: "low", label: "Low and more" },
  { value: "medium", label: "Medium and more" },
  { value: "high", label: "High only" },
];

export function kindLabel(kind: Kind): string {
  return kinds.find(({ value }) => value === kind)?.label ?? kind;
}

/** One line on what a channel is told of. */
export function toldOf(channel: Channel): string {
  const what = events.filter(({ value }) => channel.events.includes(value)).map(({ label }) => label.toLowerCase());
  const parts = [
    what.join(", "),
    channel.leastSeverity === "low" ? "" : `from ${channel.leastSeverity} on`,
    channel.namedOnly ? "where a rule names it" : "",
    channel.rules.length > 0 ? `rules ${channel.rules.join(", ")}` : "",
    channel.labels.length > 0 ? `skills labelled ${channel.labels.join(", ")}` : "",
    channel.detail === "names" ? "nothing of the prompt" : "",
  ];
  return parts.filter((part) => part !== "").join("; ");
}

/** Where a channel leads, as far as that is no secret. */
export function leadsTo(channel: Channel): string {
  const { settings } = channel;
  switch (channel.kind) {
    case "email":
      return `${(settings.to ?? []).join(", ")} by ${settings.host ?? ""}:${settings.port ?? ""}`;
    case "slack":
      return channel.secretsSet.includes("token") ? `channel ${settings.slackChannel ?? ""}` : "incoming webhook";
    case "teams":
      return "workflow";
    case "pagerduty":
      return settings.address ?? "events.pagerduty.com";
    case "webhook":
      return settings.address ?? "";
  }
}
