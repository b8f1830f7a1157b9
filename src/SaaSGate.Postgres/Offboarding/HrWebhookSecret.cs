namespace SaaSGate.Postgres.Offboarding;

/// <summary>What a webhook's messages are signed with.</summary>
/// <param name="Name">The webhook's name.</param>
/// <param name="SecretSealed">The secret, under the master key.</param>
public sealed record HrWebhookSecret(string Name, byte[] SecretSealed);
