namespace SaaSGate.Contracts.Sealing;

/// <summary>What a <see cref="SealedBox"/> is bound to. Both sides of the region link build it from what they know by themselves.</summary>
public static class SealingContext
{
    /// <summary>The secrets of a tenant in a snapshot (<c>TenantSnapshot.sealed_secrets</c>): a box moved to another organisation's snapshot does not open.</summary>
    /// <param name="organisationId"><c>org_…</c> of the snapshot.</param>
    public static string TenantSecrets(string organisationId) => $"tenant-secrets/{organisationId}";
}
