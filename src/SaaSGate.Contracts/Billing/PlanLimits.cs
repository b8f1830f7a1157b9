namespace SaaSGate.Contracts.Billing;

/// <summary>How much of each thing an organisation may have; null is no limit.</summary>
/// <param name="Skills">Skills that are not revoked and have not expired.</param>
/// <param name="Connections">Connections.</param>
/// <param name="Seats">People with a role.</param>
/// <param name="RecordingDays">Days that bodies of recordings may be kept.</param>
public sealed record PlanLimits(int? Skills, int? Connections, int? Seats, int? RecordingDays)
{
    /// <summary>The larger of two, thing by thing.</summary>
    public PlanLimits Or(PlanLimits other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Larger(Skills, other.Skills), Larger(Connections, other.Connections), Larger(Seats, other.Seats), Larger(RecordingDays, other.RecordingDays));
    }

    private static int? Larger(int? one, int? other) => one is { } a && other is { } b ? Math.Max(a, b) : null;
}
