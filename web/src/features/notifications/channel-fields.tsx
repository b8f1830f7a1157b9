import type { ReactElement } from "react";
import { Code, PasswordInput, Select, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import type { Channel } from "#shared/api/types.ts";
import type { ChannelDraft, SecretName } from "./channel-draft.ts";
import styles from "./notifications.module.css";

export interface FieldProps {
  readonly draft: ChannelDraft;
  /** What is changed; null when one is added. */
  readonly channel: Channel | null;
  readonly errors: Readonly<Record<string, readonly string[]>>;
  readonly onChange: (draft: ChannelDraft) => void;
}

/** What the kind of a channel needs to know. */
export function ChannelFields(props: FieldProps): ReactElement {
  switch (props.draft.kind) {
    case "email":
      return <EmailFields {...props} />;
    case "slack":
      return <SlackFields {...props} />;
    case "teams":
      return (
        <>
          <Secret
            {...props}
            name="address"
            label="Address of the workflow"
            description="“Post to a channel when a webhook request is received”"
          />
          <FollowUp {...props} />
          <Authority {...props} />
        </>
      );
    case "pagerduty":
      return (
        <>
          <Secret {...props} name="routingKey" label="Integration key" description="Of an integration “Events API V2”" />
          <Text
            {...props}
            name="address"
            label="Address"
            placeholder="https://events.pagerduty.com/v2/enqueue"
            description="Empty for PagerDuty itself"
          />
          <Authority {...props} />
        </>
      );
    case "webhook":
      return (
        <>
          <Text {...props} name="address" label="Address" placeholder="https://ops.example.com/saasgate" required />
          <Secret {...props} name="signingSecret" label="Secret that signs" description="16 characters at least" />
          <Authority {...props} />
        </>
      );
  }
}

function EmailFields(props: FieldProps): ReactElement {
  const { draft, errors, onChange } = props;
  return (
    <>
      <div className={styles.host}>
        <Text {...props} name="host" label="Server" placeholder="smtp.example.com" required />
        <Text {...props} name="port" label="Port" required />
        <Select
          label="TLS"
          allowDeselect={false}
          data={[
            { value: "starttls", label: "STARTTLS" },
            { value: "implicit", label: "At once" },
            { value: "none", label: "None" },
          ]}
          value={draft.settings.tls}
          error={errors["settings.tls"]?.[0]}
          onChange={(tls) => onChange({ ...draft, settings: { ...draft.settings, tls: tls ?? "starttls" } })}
        />
      </div>
      <div className={styles.pair}>
        <Text {...props} name="userName" label="User name" />
        <Secret {...props} name="password" label="Password" />
      </div>
      <Text {...props} name="from" label="From" placeholder="saasgate@example.com" required />
      <TagsInput
        size="xs"
        label="To"
        placeholder="Address, then Enter"
        value={[...draft.settings.to]}
        error={errors["settings.to"]?.[0]}
        onChange={(to) => onChange({ ...draft, settings: { ...draft.settings, to } })}
      />
      <FollowUp {...props} />
      <Authority {...props} />
    </>
  );
}

function SlackFields(props: FieldProps): ReactElement {
  const { draft, channel, errors, onChange } = props;
  return (
    <>
      <Secret
        {...props}
        name="token"
        label="Bot's token"
        description="xoxb-…, with chat:write. Messages change when they are decided elsewhere"
      />
      <Text {...props} name="slackChannel" label="Channel's id" placeholder="C0123456789" />
      <Secret
        {...props}
        name="address"
        label="Or an incoming webhook"
        description="Its messages cannot change: a second one says how it ended"
      />
      <Secret {...props} name="signingSecret" label="Signing secret" description="With it, messages have buttons to approve and deny" />
      {channel?.interactivityUrl !== undefined && channel.interactivityUrl !== null && (
        <p className={styles.note}>
          In the Slack app, set “Interactivity &amp; Shortcuts” to <Code>{channel.interactivityUrl}</Code>
        </p>
      )}
      <Switch
        size="xs"
        label="Know people by their confirmed address in Slack"
        description="Else each says once in the portal who they are. Needs users:read.email"
        checked={draft.settings.matchEmail}
        error={errors["settings.matchEmail"]?.[0]}
        onChange={(event) => onChange({ ...draft, settings: { ...draft.settings, matchEmail: event.currentTarget.checked } })}
      />
    </>
  );
}

function FollowUp({ draft, onChange }: FieldProps): ReactElement {
  return (
    <Switch
      size="xs"
      label="A second message says how it ended"
      checked={draft.settings.followUp}
      onChange={(event) => onChange({ ...draft, settings: { ...draft.settings, followUp: event.currentTarget.checked } })}
    />
  );
}

function Authority({ draft, errors, onChange }: FieldProps): ReactElement {
  return (
    <Textarea
      label="Certificate authority"
      description="PEM, where the other side's certificate leads to no public one"
      autosize
      minRows={1}
      maxRows={5}
      value={draft.settings.authority}
      error={errors["settings.authority"]?.[0]}
      onChange={(event) => onChange({ ...draft, settings: { ...draft.settings, authority: event.currentTarget.value } })}
    />
  );
}

interface TextProps extends FieldProps {
  readonly name: "address" | "host" | "port" | "userName" | "from" | "slackChannel";
  readonly label: string;
  readonly placeholder?: string;
  readonly description?: string;
  readonly required?: boolean;
}

function Text({ draft, errors, onChange, name, label, placeholder = "", description = "", required = false }: TextProps): ReactElement {
  return (
    <TextInput
      label={label}
      description={description}
      placeholder={placeholder}
      required={required}
      value={draft.settings[name]}
      error={errors[`settings.${name}`]?.[0]}
      onChange={(event) => onChange({ ...draft, settings: { ...draft.settings, [name]: event.currentTarget.value } })}
    />
  );
}

interface SecretProps extends FieldProps {
  readonly name: SecretName;
  readonly label: string;
  readonly description?: string;
}

function Secret({ draft, channel, errors, onChange, name, label, description = "" }: SecretProps): ReactElement {
  const set = channel?.secretsSet.includes(name) === true;
  return (
    <PasswordInput
      label={label}
      description={description}
      placeholder={set ? "as it is" : ""}
      autoComplete="off"
      value={draft.secrets[name]}
      error={errors[`secrets.${name}`]?.[0]}
      onChange={(event) => onChange({ ...draft, secrets: { ...draft.secrets, [name]: event.currentTarget.value } })}
    />
  );
}
