namespace SaaSGate.Postgres.Exports;

/// <summary>Where to send, and how far that has gone.</summary>
/// <param name="Id"><c>snk_…</c>.</param>
/// <param name="Kind">webhook, syslog or otlp.</param>
/// <param name="What">events or checkpoints.</param>
/// <param name="Address">URL.</param>
/// <param name="Authority">PEM; null for what the system trusts.</param>
/// <param name="SecretSealed">Under the vault's key; null where there is none.</param>
/// <param name="Enabled">Whether it is to be sent to.</param>
/// <param name="CursorXid">The last one sent.</param>
/// <param name="CursorId">Its place.</param>
/// <param name="Failures">How often in a row it did not work.</param>
public sealed record ExportTarget(
    string Id, string Kind, string What, string Address, string? Authority, byte[]? SecretSealed, bool Enabled, string CursorXid, long CursorId, int Failures);
