namespace SaaSGate.Postgres.Regions;

/// <summary>What a gateway's view lacks.</summary>
/// <param name="Position">With these it is complete up to here.</param>
/// <param name="Changed">Organisations to send.</param>
/// <param name="Removed">Organisations to drop.</param>
public sealed record ViewDelta(long Position, IReadOnlyList<ViewDelta.Organisation> Changed, IReadOnlyList<string> Removed)
{
    /// <summary>An organisation with the position at which it last changed.</summary>
    public sealed record Organisation(string Id, long Version);
}
