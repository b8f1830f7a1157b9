using System.Globalization;
using SaaSGate.Postgres.Vault;

namespace SaaSGate.ControlPlane.Vault;

/// <summary>Every column with envelopes, and what each is sealed for. A test holds it against the database.</summary>
internal static class SealedPlaces
{
    /// <summary>All of them. The purpose is made of the organisation (empty where it is the installation's) and the row's keys.</summary>
    public static IReadOnlyList<(SealedColumn Column, Func<string, IReadOnlyList<string>, string> Purpose)> All { get; } =
    [
        (new("platform.authority", "private_key_sealed"), (_, _) => VaultPurpose.Authority),
        (new("platform.signing_keys", "private_key_sealed", "id"), (_, keys) => VaultPurpose.SigningKey(keys[0])),
        (new("tenant.organisations", "keys_sealed"), (organisation, _) => VaultPurpose.OrganisationKeys(organisation)),
        (new("tenant.connections", "credential_sealed", "id"), (organisation, keys) => VaultPurpose.Credential(organisation, keys[0])),
        (new("tenant.connections", "previous_sealed", "id"), (organisation, keys) => VaultPurpose.Credential(organisation, keys[0])),
        (new("tenant.fingerprint_keys", "key_sealed", "month"), (organisation, keys) => VaultPurpose.FingerprintKey(organisation, DateOnly.ParseExact(keys[0], "yyyy-MM-dd", CultureInfo.InvariantCulture))),
        (new("tenant.exposure_lists", "values_sealed", "id"), (organisation, keys) => VaultPurpose.ExposureList(organisation, keys[0])),
        (new("tenant.export_sinks", "secret_sealed", "id"), (organisation, keys) => VaultPurpose.ExportSecret(organisation, keys[0])),
        (new("tenant.channels", "secret_sealed", "id"), (organisation, keys) => VaultPurpose.ChannelSecret(organisation, keys[0])),
        (new("tenant.hr_webhooks", "secret_sealed", "id"), (organisation, keys) => VaultPurpose.HrWebhook(organisation, keys[0])),
        (new("tenant.identity_providers", "secret_sealed", "id"), (organisation, keys) => VaultPurpose.ProviderSecret(organisation, keys[0])),
        (new("tenant.event_streams", "token_sealed", "provider_id"), (organisation, keys) => VaultPurpose.EventStreamToken(organisation, keys[0])),
        (new("platform.token_keys", "private_key_sealed", "id"), (_, keys) => VaultPurpose.TokenKey(keys[0])),
        (new("platform.authenticators", "secret_sealed", "user_id"), (_, keys) => VaultPurpose.Authenticator(keys[0])),
        (new("tenant.push_subscriptions", "sealed", "id"), (organisation, keys) => VaultPurpose.PushSubscription(organisation, keys[0])),
        // The keystore comes last: while it is under the key before, a process without that key does not start.
        (new("platform.keystore", "root_sealed"), (_, _) => VaultPurpose.Root),
        (new("platform.keystore", "canary"), (_, _) => VaultPurpose.Canary),
    ];
}
