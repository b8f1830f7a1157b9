namespace SaaSGate.ControlPlane.Vault;

/// <summary>What sealed bytes are and whose. An envelope moved to another row does not open there.</summary>
public static class VaultPurpose
{
    /// <summary>The known text of the keystore (<c>platform.keystore.canary</c>).</summary>
    public const string Canary = "canary";

    /// <summary>What other keys are derived from (<c>platform.keystore.root_sealed</c>).</summary>
    public const string Root = "root";

    /// <summary>Private key of the region link's certificate authority (<c>platform.authority</c>).</summary>
    public const string Authority = "authority";

    /// <summary>Key of the hashes by which repeated requests are known (<c>tenant.idempotency.request_hash</c>).</summary>
    public const string Idempotency = "idempotency";

    /// <summary>A private key that signs tokens, PKCS #8 (<c>platform.token_keys.private_key_sealed</c>).</summary>
    public static string TokenKey(string keyId) => $"token-key/{keyId}";

    /// <summary>Key of what the token service seals for itself.</summary>
    public const string TokenEncryption = "token-encryption";

    /// <summary>A private key that signs history, PKCS #8 (<c>platform.signing_keys.private_key_sealed</c>).</summary>
    public static string SigningKey(string keyId) => $"signing-key/{keyId}";

    /// <summary>An <see cref="OrganisationKeys"/> (<c>tenant.organisations.keys_sealed</c>).</summary>
    public static string OrganisationKeys(string organisationId) => $"organisation-keys/{organisationId}";

    /// <summary>The key of a month's fingerprints (<c>tenant.fingerprint_keys.key_sealed</c>).</summary>
    public static string FingerprintKey(string organisationId, DateOnly month) => $"fingerprint-key/{organisationId}/{month:yyyy-MM}";

    /// <summary>A list of values to look up (<c>tenant.exposure_lists.values_sealed</c>).</summary>
    public static string ExposureList(string organisationId, string listId) => $"exposure-list/{organisationId}/{listId}";

    /// <summary>What signs or authorizes exports to a receiver (<c>tenant.export_sinks.secret_sealed</c>).</summary>
    public static string ExportSecret(string organisationId, string sinkId) => $"export/{organisationId}/{sinkId}";

    /// <summary>What opens the way to a channel (<c>tenant.channels.secret_sealed</c>).</summary>
    public static string ChannelSecret(string organisationId, string channelId) => $"channel/{organisationId}/{channelId}";

    /// <summary>What signs the HR system's messages (<c>tenant.hr_webhooks.secret_sealed</c>).</summary>
    public static string HrWebhook(string organisationId, string webhookId) => $"hr-webhook/{organisationId}/{webhookId}";

    /// <summary>The way to a browser (<c>tenant.push_subscriptions.sealed</c>).</summary>
    public static string PushSubscription(string organisationId, string subscriptionId) => $"push/{organisationId}/{subscriptionId}";

    /// <summary>Key of the marks on buttons and links that a channel hands out.</summary>
    public static string ChannelMark(string organisationId, string channelId) => $"channel-mark/{organisationId}/{channelId}";

    /// <summary>The installation's key of Web Push: a scalar of P-256.</summary>
    /// <param name="attempt">From 0; the next one where a key is none.</param>
    public static string PushKey(int attempt) => $"web-push/{attempt}";

    /// <summary>SaaSGate's secret at an identity provider (<c>tenant.identity_providers.secret_sealed</c>).</summary>
    public static string ProviderSecret(string organisationId, string providerId) => $"identity-provider/{organisationId}/{providerId}";

    /// <summary>The access token for a transmitter of security events (<c>tenant.event_streams.token_sealed</c>).</summary>
    public static string EventStreamToken(string organisationId, string providerId) => $"event-stream/{organisationId}/{providerId}";

    /// <summary>The secret of a person's authenticator app (<c>platform.authenticators.secret_sealed</c>).</summary>
    public static string Authenticator(string userId) => $"authenticator/{userId}";

    /// <summary>Key of the nonce and the code verifier of a sign-in, which are kept nowhere.</summary>
    public const string SignInAttempt = "sign-in-attempt";

    /// <summary>A connection's Claude credential as UTF-8, and the one before it (<c>tenant.connections.credential_sealed</c>, <c>previous_sealed</c>).</summary>
    public static string Credential(string organisationId, string connectionId) => $"credential/{organisationId}/{connectionId}";
}
